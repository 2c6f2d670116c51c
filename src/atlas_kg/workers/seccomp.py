"""System calls that a process gives up (seccomp(2), with a filter in classic BPF).

What reaches other servers or programs is denied with EPERM; all else is left to the process. The
filter is written here because the bindings of libseccomp need that library on the machine.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys

__all__ = ["deny_calls"]

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SOCKET = {"x86_64": 41, "aarch64": 198}
_CALLS = {
    "bind": (49, 200),
    "execve": (59, 221),
    "execveat": (322, 281),
    "io_uring_setup": (425, 425),
    "pidfd_getfd": (438, 438),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
}
"""Numbers of calls on the two architectures."""
_CONNECT = (42, 203)
_X32 = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | errno.EPERM
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND = 0, 4, 16, 24
_AF_INET, _STREAM, _KIND = 2, 1, 0xF
_SET_SECCOMP, _MODE_FILTER, _NO_NEW_PRIVILEGES = 22, 2, 38


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def deny_calls(*, may_connect: bool) -> bool:
    """Give up calls that reach other servers or programs, in this process and those forked from it.

    Args:
        may_connect: Whether it may still make connections by TCP over IPv4, and no others.

    Returns:
        Whether the system does so.
    """
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _ARCHITECTURES:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    code = b"".join(_program(machine, may_connect=may_connect))
    program = _Program(len(code) // 8, code)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _program(machine: str, *, may_connect: bool) -> list[bytes]:
    """Return the instructions; a jump skips as many as it says."""
    column = list(_ARCHITECTURES).index(machine)
    denied = [numbers[column] for numbers in _CALLS.values()]
    denied += [] if may_connect else [_CONNECT[column]]
    allow, deny = _statement(_RETURN, _ALLOW), _statement(_RETURN, _DENY)
    return [
        _statement(_LOAD, _ARCHITECTURE),
        # Calls of another architecture have other numbers.
        _jump(_EQUAL, _ARCHITECTURES[machine], 1, 0),
        deny,
        _statement(_LOAD, _NUMBER),
        _jump(_AT_LEAST, _X32, 0, 1),
        deny,
        *(part for number in denied for part in (_jump(_EQUAL, number, 0, 1), deny)),
        _jump(_EQUAL, _SOCKET[machine], 1, 0),
        allow,
        *_sockets(allow, deny, may_connect=may_connect),
    ]


def _sockets(allow: bytes, deny: bytes, *, may_connect: bool) -> list[bytes]:
    if not may_connect:
        return [deny]
    return [
        _statement(_LOAD, _FIRST),
        _jump(_EQUAL, _AF_INET, 1, 0),
        deny,
        _statement(_LOAD, _SECOND),
        # The kind of a socket carries flags as well.
        _statement(_AND, _KIND),
        _jump(_EQUAL, _STREAM, 1, 0),
        deny,
        allow,
    ]


def _statement(code: int, value: int) -> bytes:
    return _jump(code, value, 0, 0)


def _jump(code: int, value: int, if_so: int, if_not: int) -> bytes:
    return struct.pack("=HBBI", code, if_so, if_not, value)
