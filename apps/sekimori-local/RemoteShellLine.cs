using System.Globalization;
using Sekimori.App.WsMan;
using Sekimori.Client.WsMan;

namespace Sekimori.Local;

/// <summary>
/// A command line that this program can complete: `shell URL … -- COMMAND` with a user whose password is known without a prompt.
/// </summary>
internal sealed record RemoteShellLine
{
    /// <summary>Seconds that the service may take over one request, by default.</summary>
    private const int UsualTimeout = 60;

    /// <summary>The service, as typed.</summary>
    public required string Url { get; init; }

    /// <summary>The words behind --.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>The account.</summary>
    public string User { get; private set; } = "";

    /// <summary>How to log on.</summary>
    public WsManAuthentication Scheme { get; private set; }

    /// <summary>True if the password is the first line of standard input.</summary>
    public bool PasswordFromInput { get; private set; }

    /// <summary>Which certificates are believed.</summary>
    public WsManTrust Trust { get; private set; } = new();

    /// <summary>True for --allow-unencrypted.</summary>
    public bool AllowUnencrypted { get; private set; }

    /// <summary>How long the service may take over one request.</summary>
    public TimeSpan Timeout { get; private set; } = TimeSpan.FromSeconds(UsualTimeout);

    /// <summary>The working directory of the command; null for the user's home.</summary>
    public string? Folder { get; private set; }

    /// <summary>Variables for its environment.</summary>
    public List<KeyValuePair<string, string>> Variables { get; } = [];

    /// <summary>True for --direct.</summary>
    public bool Direct { get; private set; }

    /// <summary>Reads a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>The command; null for every other line, including wrong ones: the whole program reports the errors.</returns>
    public static RemoteShellLine? TryParse(ReadOnlySpan<string> args)
    {
        var end = args.IndexOf("--");
        if (end < 0 || args.Length == end + 1 || args is not ["shell", { Length: > 0 } url, ..] || end < 2 || url[0] is '-' or '['
            || url is "copy" or "list" or "attach") return null;
        var line = new RemoteShellLine { Url = url, Words = [.. args[(end + 1)..]] };
        var seen = new HashSet<string>();
        for (var i = 2; i < end; i++)
        {
            var option = args[i] == "-u" ? "--user" : args[i];
            if (option != "--env" && !seen.Add(option)) return null;
            if (line.TakeFlag(option)) continue;
            if (++i == end || args[i] is not { Length: > 0 } value || value[0] == '-' || !line.Take(option, value)) return null;
        }

        return line.User.Length > 0 && (line.PasswordFromInput || RawInput.PasswordOfEnvironment is not null) ? line : null;
    }

    private bool TakeFlag(string option)
    {
        switch (option)
        {
            case "--password-stdin": return PasswordFromInput = true;
            case "--allow-unencrypted": return AllowUnencrypted = true;
            case "--direct": return Direct = true;
            case "--insecure":
                Trust = Trust with { Anyone = true };
                return true;
            default: return false;
        }
    }

    private bool Take(string option, string value)
    {
        switch (option)
        {
            case "--user":
                User = value;
                return true;
            case "--auth":
                Scheme = value switch
                {
                    "basic" => WsManAuthentication.Basic,
                    "digest" => WsManAuthentication.Digest,
                    "negotiate" => WsManAuthentication.Negotiate,
                    "ntlm" => WsManAuthentication.Ntlm,
                    _ => WsManAuthentication.Automatic,
                };
                return Scheme != WsManAuthentication.Automatic || value == "auto";
            case "--ca":
                Trust = Trust with { AuthorityFile = value };
                return true;
            case "--fingerprint":
                Trust = Trust with { Fingerprint = value };
                return true;
            case "--timeout" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds is >= 1 and <= 86400:
                Timeout = TimeSpan.FromSeconds(seconds);
                return true;
            case "--cwd":
                Folder = value;
                return true;
            case "--env" when RemoteRun.Variable(value) is { } variable:
                Variables.Add(variable);
                return true;
            default: return false;
        }
    }
}
