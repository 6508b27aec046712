using Sekimori.Guard;

namespace Sekimori.WsMan.Robust;

/// <summary>An operation's identity: what another caller chose is nobody's but its own.</summary>
/// <param name="Owner">The caller.</param>
/// <param name="Id">The OperationID ([MS-WSMV] 2.2.4.45).</param>
internal readonly record struct OperationKey(CallerIdentity Owner, Guid Id)
{
    /// <summary>Reads an OperationID, with or without "uuid:" before it.</summary>
    public static bool TryParse(string text, out Guid id)
    {
        var digits = text.AsSpan().Trim();
        if (digits.StartsWith("uuid:", StringComparison.OrdinalIgnoreCase)) digits = digits[5..];
        return Guid.TryParseExact(digits, "D", out id) || Guid.TryParseExact(digits, "B", out id);
    }
}
