"""Starlette with the Python package that this one is made after, on the form of stored sessions that it knows."""

import os

import databases
from async_django_session import starlette
from async_django_session.databases import Backend
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

database = databases.Database(
    os.environ["DATABASE_URL"],
    min_size=10,
    max_size=10,
    server_settings={"search_path": "legacy"},
)


async def untouched(request):
    return JSONResponse({"user": None})


async def read(request):
    session = await request.state.get_session()
    return JSONResponse({"user": session["_auth_user_id"]})


async def write(request):
    session = await request.state.get_session()
    session["visits"] += 1
    return JSONResponse({"visits": session["visits"]})


app = Starlette(
    routes=[
        Route("/untouched", untouched),
        Route("/read", read),
        Route("/write", write),
    ],
    on_startup=[database.connect],
    on_shutdown=[database.disconnect],
)
starlette.middleware(app, Backend(database, os.environ["SECRET_KEY"]))
