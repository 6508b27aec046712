using System.Text;

namespace Sekimori.Linux.Shells;

/// <summary>
/// The variables of a shell: those of a fresh login, then the client's. Nothing of the server's own environment is among them.
/// </summary>
internal sealed class ShellEnvironment
{
    /// <summary>The variable that identifies the server and the shell of a process.</summary>
    internal const string Tag = "SEKIMORI_SHELL";

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    internal ShellEnvironment(UnixUser user, ShellSettings settings, ShellRequest request)
    {
        Home = Directory.Exists(user.Home) ? user.Home : "/";
        _variables["HOME"] = Home;
        _variables["USER"] = user.Name;
        _variables["LOGNAME"] = user.Name;
        _variables["SHELL"] = user.LoginShell;
        _variables["PATH"] = settings.Path;
        _variables["LANG"] = "C.UTF-8";
        foreach (var (name, value) in request.Environment) _variables[name] = value;
        _variables[Tag] = TagOf(settings.Instance, request.Id);
        if (request.LoadProfile) Prelude = ProfilePrelude(request.Environment);
    }

    /// <summary>What a line for /bin/sh starts with: empty, or the profile.</summary>
    internal string Prelude { get; } = "";

    /// <summary>The user's home directory, or the root directory if there is none.</summary>
    internal string Home { get; }

    /// <summary>PATH.</summary>
    internal string Path => _variables["PATH"];

    /// <summary>"NAME=value" each.</summary>
    internal IReadOnlyList<string> Lines => [.. _variables.Select(pair => pair.Key + "=" + pair.Value)];

    /// <summary>The value of <see cref="Tag"/>.</summary>
    internal static string TagOf(uint instance, Guid shell) => $"{instance:x8}/{shell:D}";

    /// <summary>
    /// Replaces %NAME% by the variable's value, and Windows' names for the home directory by ours; what is not a variable stays unchanged.
    /// </summary>
    internal string Expand(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return text;
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var end = text[i] == '%' ? text.IndexOf('%', i + 1) : -1;
            if (end > i && ValueOf(text[(i + 1)..end]) is { } value)
            {
                result.Append(value);
                i = end;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    // The profile's own output is dropped, and it does not read the command's input. A client's variable whose name no shell can hold stays
    // as the environment has it.
    private static string ProfilePrelude(IReadOnlyList<KeyValuePair<string, string>> own)
    {
        var text = new StringBuilder("if [ -r \"$HOME/.profile\" ]; then { . \"$HOME/.profile\"; } </dev/null >/dev/null 2>&1; fi\n");
        foreach (var (name, value) in own)
        {
            if (char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) continue;
            text.Append("export ").Append(name).Append("='").Append(value.Replace("'", "'\\''", StringComparison.Ordinal)).Append("'\n");
        }

        return text.ToString();
    }

    private string? ValueOf(string name) => name.ToUpperInvariant() switch
    {
        "USERPROFILE" or "HOMEPATH" => Home,
        "HOMEDRIVE" => "",
        "USERNAME" => _variables["USER"],
        "TEMP" or "TMP" => _variables.GetValueOrDefault(name, "/tmp"),
        _ => _variables.GetValueOrDefault(name),
    };
}
