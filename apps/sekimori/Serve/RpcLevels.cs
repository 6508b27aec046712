using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.App.Serve;

/// <summary>How settings name interfaces, and the protection that their calls must have.</summary>
internal static class RpcLevels
{
    private static readonly string[] Known = ["none", "connect", "packet", "integrity", "privacy"];

    /// <summary>A level by its name.</summary>
    public static bool Level(string text, out ProtectionLevel value, out string? reason)
    {
        var isKnown = Known.Contains(text);
        value = isKnown ? Enum.Parse<ProtectionLevel>(text, ignoreCase: true) : ProtectionLevel.None;
        reason = isKnown ? null : $"'{text}' is not one of {string.Join(", ", Known)}";
        return isKnown;
    }

    /// <summary>An interface by its UUID or its well-known name.</summary>
    public static bool Interface(string text, out Guid value, out string? reason)
    {
        reason = null;
        if (Guid.TryParse(text, out value)) return true;
        if (InterfaceCatalogue.Find(text) is [var known, ..])
        {
            value = known.Uuid;
            return true;
        }

        reason = $"'{text}' is neither a UUID nor the name of a well-known interface";
        return false;
    }
}
