using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sekimori.Gate.Listening;
using Sekimori.Storage.Files;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate.Configuration;

/// <summary>
/// Stores changes through winrm/config, in winrm-config.json of the data folder: each setting and listener with its old and new value. What
/// the settings file or the command line set differently since then applies again.
/// </summary>
internal sealed class ConfigFile
{
    private const string Listeners = "listener", Was = "was", Is = "is";

    private readonly string _path;
    private readonly Lock _lock = new();
    private readonly JsonObject _kept;
    private IReadOnlyDictionary<string, string> _start = new Dictionary<string, string>();
    private IReadOnlyList<ConfigListener> _startListeners = [];

    /// <summary>Reads what was kept.</summary>
    /// <exception cref="GateException">It cannot be read.</exception>
    public ConfigFile(DataFolder folder)
    {
        _path = folder.File("winrm-config.json");
        _kept = Reading(() => File.Exists(_path) ? JsonNode.Parse(File.ReadAllText(_path))!.AsObject() : []);
    }

    /// <summary>The settings at the start, with the stored changes.</summary>
    /// <exception cref="GateException">The stored changes cannot be read.</exception>
    public WsManSettings Apply(WsManSettings settings)
    {
        _start = WsManSettingsText.Of(settings);
        return Reading(() =>
        {
            foreach (var (setting, change) in _kept)
            {
                if (_start.TryGetValue(setting, out var now) && now == (string?)change?[Was] && (string?)change?[Is] is { } value)
                    settings = WsManSettingsText.With(settings, setting, value);
            }

            return settings;
        });
    }

    /// <summary>The listeners of the settings, with those that were changed, created and deleted before.</summary>
    /// <exception cref="GateException">The stored changes cannot be read.</exception>
    public IReadOnlyList<ConfigListener> Apply(IReadOnlyList<ConfigListener> listeners)
    {
        _startListeners = listeners;
        return Reading(() =>
        {
            var applied = listeners.ToList();
            foreach (var (name, change) in _kept[Listeners]?.AsObject() ?? [])
            {
                var at = applied.FindIndex(l => PlannedListener.Name(l).Equals(name, StringComparison.OrdinalIgnoreCase));
                if ((string?)change?[Was] != (at < 0 ? null : Text(applied[at]))) continue;
                if (at >= 0) applied.RemoveAt(at);
                if (change![Is] is JsonObject value) applied.Insert(at < 0 ? applied.Count : at, Read(name, value));
            }

            return applied;
        });
    }

    /// <summary>Stores the settings after a change, completely or not at all.</summary>
    public void Keep(WsManSettings changed)
    {
        lock (_lock)
        {
            foreach (var setting in _kept.Select(kept => kept.Key).Where(key => key != Listeners).ToList()) _kept.Remove(setting);
            foreach (var (setting, value) in WsManSettingsText.Of(changed))
                if (_start[setting] != value)
                    _kept[setting] = new JsonObject { [Was] = JsonValue.Create(_start[setting]), [Is] = JsonValue.Create(value) };
            Write();
        }
    }

    /// <summary>Stores the current listeners, completely or not at all.</summary>
    /// <exception cref="IOException">They cannot be kept.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void Keep(IReadOnlyList<ConfigListener> now)
    {
        var changes = new JsonObject();
        foreach (var listener in now.Concat(_startListeners.Where(start => !now.Any(start.IsSame))))
        {
            var (was, isNow) = (_startListeners.FirstOrDefault(listener.IsSame), now.FirstOrDefault(listener.IsSame));
            if (was is not null && isNow is not null && Write(was).ToJsonString() == Write(isNow).ToJsonString()) continue;
            changes[PlannedListener.Name(listener)] = new JsonObject
            {
                [Was] = was is null ? null : JsonValue.Create(Text(was)), [Is] = isNow is null ? null : Write(isNow)
            };
        }

        lock (_lock)
        {
            var before = _kept[Listeners];
            _kept[Listeners] = changes;
            try
            {
                Write();
            }
            catch
            {
                _kept[Listeners] = before;
                throw;
            }
        }
    }

    // All settings of a listener.
    private static string Text(ConfigListener listener) => listener.Port.ToString(CultureInfo.InvariantCulture);

    private static JsonObject Write(ConfigListener listener) => new()
    {
        ["Port"] = JsonValue.Create(listener.Port), ["Hostname"] = JsonValue.Create(listener.Hostname),
        ["Enabled"] = JsonValue.Create(listener.Enabled), ["URLPrefix"] = JsonValue.Create(listener.UrlPrefix),
    };

    // What was written here is well-formed; someone may have edited it since.
    private static ConfigListener Read(string name, JsonObject kept)
    {
        var plus = Math.Max(0, name.LastIndexOf('+'));
        var listener = new ConfigListener(name[..plus], name[plus..].TrimStart('+'), (int)kept["Port"]!, (string)kept["Hostname"]!, "", [])
        {
            Enabled = (bool)kept["Enabled"]!, UrlPrefix = (string)kept["URLPrefix"]!
        };
        return listener is { Transport: "HTTP" or "HTTPS", Port: > 0 and <= ushort.MaxValue, Hostname: not null, UrlPrefix: not null }
            && ListenerAddresses.IsAddress(listener.Address)
            ? listener : throw new FormatException($"'{name}' is not a listener");
    }

    private T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException or NullReferenceException)
        {
            throw new GateException($"{_path} cannot be read: {wrong.Message.TrimEnd('.')}", wrong);
        }
    }

    private void Write() => DurableFile.Replace(_path, Encoding.UTF8.GetBytes(_kept.ToJsonString()));
}
