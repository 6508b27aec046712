using System.Text.Json;
using System.Text.Json.Nodes;
using Sekimori.App.Terminal;
using Sekimori.Storage.Files;
using Sekimori.WsMan.Operations;

namespace Sekimori.App.Serve;

/// <summary>
/// Keeps what administrators change through winrm/config, in winrm-config.json of the data folder: each setting with what it was and what it is. A setting that the settings file or the command
/// line says otherwise since is theirs again.
/// </summary>
internal sealed class ConfigFile(DataFolder folder)
{
    private const string Name = "winrm-config.json";

    private readonly Lock _lock = new();
    private IReadOnlyDictionary<string, string> _start = new Dictionary<string, string>();

    /// <summary>The settings at the start, with what was changed before.</summary>
    public WsManSettings Apply(WsManSettings settings)
    {
        _start = WsManSettingsText.Of(settings);
        var path = folder.File(Name);
        if (!File.Exists(path)) return settings;
        try
        {
            foreach (var (setting, change) in JsonNode.Parse(File.ReadAllText(path))!.AsObject())
            {
                if (_start.TryGetValue(setting, out var now) && now == (string?)change?["was"] && (string?)change["is"] is { } value)
                    settings = WsManSettingsText.With(settings, setting, value);
            }

            return settings;
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException)
        {
            throw new CommandException(ExitCode.Failed, $"{path} cannot be read: {wrong.Message.TrimEnd('.')}", wrong);
        }
    }

    /// <summary>Keeps the settings that a change has made, whole or not at all.</summary>
    public void Keep(WsManSettings changed)
    {
        var changes = new JsonObject();
        foreach (var (setting, value) in WsManSettingsText.Of(changed))
            if (_start[setting] != value) changes[setting] = new JsonObject { ["was"] = JsonValue.Create(_start[setting]), ["is"] = JsonValue.Create(value) };
        var path = folder.File(Name);
        lock (_lock)
        {
            File.WriteAllText(path + ".new", changes.ToJsonString());
            File.Move(path + ".new", path, overwrite: true);
        }
    }
}
