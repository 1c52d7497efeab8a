"""The configuration of the service: wikis, their models, limits.

It is read from a YAML file, or made from the arguments of ``revscoring serve``. An unknown key or a value of
a wrong type is refused, in one line that names it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import yaml

from .events import KINDS

__all__ = [
    "Config",
    "ConfigError",
    "Limits",
    "ModelConfig",
    "WikiConfig",
    "load_config",
    "models_of_arguments",
    "parse_config",
    "served_name",
    "split_address",
]

UNITS: Final = {"": 1, "b": 1, "kb": 1_000, "mb": 1_000_000, "kib": 1 << 10, "mib": 1 << 20}

Positive = Annotated[int, msgspec.Meta(ge=1)]
PositiveFloat = Annotated[float, msgspec.Meta(gt=0)]


class ConfigError(ValueError):
    """The configuration cannot be used; the message is one line that says why."""


class Limits(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What a request may cost.

    Attributes
    ----------
    timeout : float
        Seconds for a whole request, waiting included.
    revids : int
        Revisions of one request.
    queue : int
        Scores (revisions × models) that wait or are being computed.
    per_ip : int
        Requests at a time from one address.
    body : int or str
        Bytes of the body of a request, also as "2MB".
    """

    timeout: PositiveFloat = 15.0
    revids: Positive = 50
    queue: Positive = 400
    per_ip: Positive = 4
    body: int | str = "2MB"

    @property
    def body_bytes(self) -> int:
        """`body` as a number of bytes."""
        return _number_of_bytes(self.body)


class ModelConfig(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A model: a `file`, or Python that makes it (`definition`), as for `Model.from_config`.

    `features_path` is the list of features of a file that does not say it.
    """

    file: str | None = None
    features_path: str | None = None
    precache: tuple[str, ...] = ("edit",)
    kserve: str | None = None
    definition: Mapping[str, Any] | None = None


class WikiConfig(msgspec.Struct, frozen=True):
    """A wiki and its models.

    Attributes
    ----------
    host : str or None
        Its address; without one, scores come from the id and from values that a request gives.
    lang : str or None
        The code of its language; asked from the wiki if it is None.
    models : dict of str to ModelConfig
    """

    host: str | None = None
    lang: str | None = None
    models: Mapping[str, ModelConfig] = {}


class Config(msgspec.Struct, frozen=True):
    """All that the service is told when it starts.

    Attributes
    ----------
    wikis : dict of str to WikiConfig
        By name. The name "" stands for one that the wiki is asked for.
    listen : str
        Host and port.
    user_agent : str
        What the wikis are told about who asks.
    cache : str
        The address of the cache of scores; see `revscoring.service.cache.open_cache`.
    workers : int or None
        Processes that compute; one for each core by default.
    trust : tuple of str
        Packages that model files may import features from.
    proxies : tuple of str
        Addresses or networks whose X-Forwarded-For and X-Client-IP are believed.
    limits : Limits
    reports : str or None
        The file that keeps what people report about scores.
    """

    wikis: Mapping[str, WikiConfig] = {}
    listen: str = "127.0.0.1:8080"
    user_agent: str = ""
    cache: str = "memory://"
    workers: Positive | None = None
    trust: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    limits: Limits = Limits()
    reports: str | None = None

    def with_options(self, **options: Any) -> Config:
        """Return a copy in which options that are not None replace what the file says."""
        return msgspec.structs.replace(self, **{k: v for k, v in options.items() if v is not None})

    def with_arguments(
        self,
        models: Iterable[str],
        host: str | None,
        wiki: str | None,
        timeout: float | None,
        features_path: str | None = None,
    ) -> Config:
        """Return a copy with the models, the wiki and the timeout of the command line.

        A wiki whose name has to be asked has the name "".

        Raises
        ------
        ConfigError
            If they do not fit together.
        """
        limits = self.limits
        if timeout is not None:
            if not timeout > 0:
                raise ConfigError("--timeout: a number of seconds above 0")
            limits = msgspec.structs.replace(limits, timeout=float(timeout))
        arguments = list(models)
        wikis = dict(self.wikis)
        if arguments or host is not None:
            name = wiki if wiki is not None else next(iter(wikis)) if len(wikis) == 1 else ""
            if not name and host is None:
                raise ConfigError("give --host, the address of the wiki, or --wiki, a name")
            known = wikis.get(name, WikiConfig())
            added = models_of_arguments(arguments, name or None, features_path)
            wikis[name] = WikiConfig(
                known.host if host is None else host, known.lang, {**known.models, **added}
            )
        return msgspec.structs.replace(self, limits=limits, wikis=wikis)


def load_config(path: str | os.PathLike[str]) -> Config:
    """Read a configuration file; the files of models are relative to it.

    Raises
    ------
    ConfigError
        If it cannot be read, or says something that is unknown or wrong.
    """
    file = Path(path)
    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: this is no YAML: {' '.join(str(error).split())}") from error
    try:
        return parse_config({} if document is None else document, file.parent)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def parse_config(document: Any, directory: str | os.PathLike[str] = ".") -> Config:
    """Check a configuration document.

    Parameters
    ----------
    document : dict
    directory : path
        What the files of models, and of reports, are relative to.

    Raises
    ------
    ConfigError
        If something in it is unknown or wrong.

    Examples
    --------
    >>> config = parse_config({"wikis": {"testwiki": {"models": {"damaging": "a.model"}}}})
    >>> config.wikis["testwiki"].models["damaging"].file
    'a.model'
    >>> parse_config({"limits": {"timeout": "soon"}})
    Traceback (most recent call last):
    ...
    revscoring.service.config.ConfigError: limits.timeout: Expected `float`, got `str`
    """
    if not isinstance(document, Mapping):
        raise ConfigError("a configuration is a mapping of keys to values")
    wikis = document.get("wikis") or {}
    if not isinstance(wikis, Mapping):
        raise ConfigError("wikis: Expected a mapping of names to wikis")
    parsed = {str(name): _parse_wiki(f"wikis.{name}", wiki, directory) for name, wiki in wikis.items()}
    rest = {key: value for key, value in document.items() if key != "wikis"}
    _refuse_unknown(rest, {field for field in Config.__struct_fields__ if field != "wikis"}, "")
    config: Config = msgspec.structs.replace(_convert(rest, Config, ""), wikis=parsed)
    if config.reports is not None:
        config = msgspec.structs.replace(config, reports=str(Path(directory) / config.reports))
    if config.limits.body_bytes < 0:
        raise ConfigError(f"limits.body: {config.limits.body!r} is no number of bytes, such as 2MB")
    split_address(config.listen)
    for proxy in config.proxies:
        try:
            ip_network(proxy, strict=False)
        except ValueError:
            raise ConfigError(f"proxies: {proxy!r} is no address and no network") from None
    _check_kserve_names(config)
    return config


def _parse_wiki(place: str, document: Any, directory: str | os.PathLike[str]) -> WikiConfig:
    if not isinstance(document, Mapping):
        raise ConfigError(f"{place}: Expected a mapping, with models")
    _refuse_unknown(document, {"host", "lang", "models"}, place)
    models = document.get("models") or {}
    if not isinstance(models, Mapping):
        raise ConfigError(f"{place}.models: Expected a mapping of names to models")
    parsed = {
        str(name): _parse_model(f"{place}.models.{name}", str(name), model, directory)
        for name, model in models.items()
    }
    wiki: WikiConfig = _convert({key: document.get(key) for key in ("host", "lang")}, WikiConfig, place)
    return msgspec.structs.replace(wiki, models=parsed)


def _parse_model(place: str, name: str, document: Any, directory: str | os.PathLike[str]) -> ModelConfig:
    if "|" in name or "/" in name or not name:
        raise ConfigError(f"{place}: the name of a model has no | and no /")
    if isinstance(document, str):
        document = {"file": document}
    if not isinstance(document, Mapping):
        raise ConfigError(f"{place}: Expected a file, or a mapping with file, class or module")
    is_python = "class" in document or "module" in document
    if is_python == ("file" in document):
        raise ConfigError(f"{place}: give one of file, class and module")
    own = {key: document[key] for key in ("file", "features_path", "precache", "kserve") if key in document}
    definition = {key: value for key, value in document.items() if key not in own}
    if not is_python:
        _refuse_unknown(definition, set(), place)
        own["file"] = str(Path(directory) / own["file"]) if isinstance(own["file"], str) else own["file"]
    else:
        own["definition"] = definition
    model: ModelConfig = _convert(own, ModelConfig, place)
    for kind in model.precache:
        if kind not in KINDS:
            raise ConfigError(f"{place}.precache: {kind!r} is none of {', '.join(KINDS)}")
    return model


def _check_kserve_names(config: Config) -> None:
    """Refuse a model of the whole farm that is named as a model of one wiki is."""
    pairs = {f"{wiki}-{model}" for wiki, found in config.wikis.items() for model in found.models}
    for wiki, found in config.wikis.items():
        for model, settings in found.models.items():
            if settings.kserve in pairs:
                raise ConfigError(
                    f"wikis.{wiki}.models.{model}.kserve: {settings.kserve} is a model's own name"
                )


def _refuse_unknown(document: Mapping[Any, Any], known: set[str], place: str) -> None:
    for key in document:
        if key not in known:
            choices = f"; known are {', '.join(sorted(known))}" if known else ""
            raise ConfigError(f"{_join(place, str(key))}: unknown key{choices}")


def _convert(document: Any, kind: Any, place: str) -> Any:
    try:
        return msgspec.convert(document, kind, str_keys=True)
    except msgspec.ValidationError as error:
        text, _, where = str(error).partition(" - at `$")
        inner = re.sub(r"\[\.\.\.\]", "", where.rstrip("`")).lstrip(".")
        raise ConfigError(f"{_join(place, inner)}: {text}") from None


def _join(place: str, inner: str) -> str:
    return ".".join(filter(None, [place, inner]))


@lru_cache
def _number_of_bytes(value: int | str) -> int:
    """Return a number of bytes, or -1 for what is none."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", str(value).lower())
    unit = UNITS.get(match[2]) if match else None
    return int(float(match[1]) * unit) if match and unit else -1


def split_address(listen: str) -> tuple[str, int]:
    """Return the host and the port of an address to listen on.

    Examples
    --------
    >>> split_address("0.0.0.0:8080"), split_address("[::1]:80")
    (('0.0.0.0', 8080), ('::1', 80))
    """
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ConfigError(f"listen: {listen!r} is no address to listen on, such as 127.0.0.1:8080")
    return host.strip("[]"), int(port)


def served_name(path: str, wiki: str | None) -> str:
    """Return the name that a model has in the service by the name of its file.

    Examples
    --------
    >>> served_name("models/enwiki.damaging.gradient_boosting.model", "enwiki")
    'damaging'
    >>> served_name("reverted.model", "enwiki")
    'reverted'
    """
    name = Path(path).name
    if wiki and name.startswith(f"{wiki}."):
        name = name.removeprefix(f"{wiki}.")
    return name.partition(".")[0]


def models_of_arguments(
    arguments: Iterable[str], wiki: str | None, features_path: str | None = None
) -> dict[str, ModelConfig]:
    """Return the models that the arguments ``MODEL`` and ``NAME=MODEL`` of the command name.

    Examples
    --------
    >>> {name: model.file for name, model in models_of_arguments(["a/b.model", "x=a/b.model"], None).items()}
    {'b': 'a/b.model', 'x': 'a/b.model'}
    """
    models: dict[str, ModelConfig] = {}
    for argument in arguments:
        name, equals, path = argument.partition("=")
        if not equals or os.path.exists(argument):
            name, path = served_name(argument, wiki), argument
        if name in models:
            raise ConfigError(f"two models are named {name}: give one another name, as NAME={path}")
        if not name or "|" in name or "/" in name:
            raise ConfigError(f"{argument}: the name of a model has no | and no /, and is not empty")
        models[name] = ModelConfig(file=path, features_path=features_path)
    return models
