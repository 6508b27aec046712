using Sekimori.App.Settings;
using Sekimori.WsMan.Operations;

namespace Sekimori.App.Serve;

/// <summary>The schemes of WS-Management as the settings file names them: a list of what is taken, everything else is not.</summary>
internal static class WsManSchemes
{
    private static readonly string[] Known = ["basic", "negotiate", "kerberos", "certificate", "digest", "credssp"];

    /// <summary>Reads one scheme's name.</summary>
    public static bool Parse(string text, out string value, out string? reason)
    {
        value = text;
        reason = Known.Contains(text) ? null : $"'{text}' is not one of {string.Join(", ", Known)}";
        return reason is null;
    }

    /// <summary>The settings with these schemes and no other; as they are where the file names none.</summary>
    public static WsManSettings Apply(WsManSettings settings, IReadOnlyList<string>? schemes) => schemes is null ? settings : settings with
    {
        Basic = schemes.Contains("basic"),
        Negotiate = schemes.Contains("negotiate"),
        Kerberos = schemes.Contains("kerberos"),
        Certificate = schemes.Contains("certificate"),
        Digest = schemes.Contains("digest"),
        CredSsp = schemes.Contains("credssp"),
    };
}
