using System.Globalization;
using Sekimori.Ndr.Attributes;
using Sekimori.Wire;

namespace Sekimori.Rpc.DataTypes;

/// <summary>RPC_SID ([MS-DTYP] 2.4.2.3): a security identifier.</summary>
/// <param name="Revision">Always 1.</param>
/// <param name="SubAuthorityCount">How many sub-authorities there are.</param>
/// <param name="IdentifierAuthority">Six octets, big-endian.</param>
/// <param name="SubAuthority">The sub-authorities, the relative identifier last.</param>
[NdrStruct]
public sealed partial record RpcSid(byte Revision, [Range(0, RpcSid.MaxSubAuthorities)] byte SubAuthorityCount, [FixedSize(6)]
    byte[] IdentifierAuthority, [SizeIs("SubAuthorityCount")] uint[] SubAuthority)
{
    /// <summary>[MS-DTYP] 2.4.2: at most 15 sub-authorities.</summary>
    public const int MaxSubAuthorities = SidText.MaxSubAuthorities;

    /// <summary>The identifier of an account in the domain that this one names.</summary>
    public RpcSid Append(uint relativeId) =>
        this with { SubAuthorityCount = checked((byte)(SubAuthorityCount + 1)), SubAuthority = [.. SubAuthority, relativeId] };

    /// <summary>Reads "S-1-5-32-544" ([MS-DTYP] 2.4.2.1), with a decimal authority.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static RpcSid Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('-');
        if (parts.Length is < 3 or > 3 + MaxSubAuthorities || parts[0] is not ("S" or "s") || parts[1] != "1"
            || !ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var authority) || authority >> 48 != 0)
            throw new FormatException($"'{text}' is not a security identifier.");
        var octets = new byte[6];
        for (var i = 0; i < octets.Length; i++) octets[i] = (byte)(authority >> (40 - 8 * i));
        return new(1, (byte)(parts.Length - 3), octets,
            [.. parts[3..].Select(part => uint.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture))]);
    }

    /// <summary>As "S-1-5-32-544" ([MS-DTYP] 2.4.2.1).</summary>
    public override string ToString() => SidText.Of(Revision, IdentifierAuthority, SubAuthority);
}
