using Sekimori.Wire;

namespace Sekimori.Security.Kerberos;

/// <summary>
/// As much of KERB_VALIDATION_INFO ([MS-PAC] 2.5) as names the user and the groups. NDR with type serialization version 1, little-endian,
/// as every KDC writes it.
/// </summary>
internal static class LogonInfo
{
    // A Windows token has at most 1,015 groups; a PAC with more is not a KDC's.
    private const int MostGroups = 4096;

    /// <summary>The user's SID, then those of the groups.</summary>
    /// <exception cref="MalformedException">It cannot be read.</exception>
    /// <param name="info">KERB_VALIDATION_INFO.</param>
    /// <param name="userSid">The user's SID; null if it names none.</param>
    public static IReadOnlyList<string> Sids(ReadOnlySpan<byte> info, out string? userSid)
    {
        var reader = new ByteReader(info);
        reader.Skip(16); // common and private headers of type serialization ([MS-RPCE] 2.2.6)
        if (reader.ReadUInt32() == 0) throw new MalformedException(Malformed.BadValue, "PAC without logon information");
        reader.Skip(6 * 8); // six times
        Span<bool> strings = stackalloc bool[8];
        for (var i = 0; i < 6; i++) strings[i] = ReadStringHeader(ref reader);
        reader.Skip(4); // LogonCount, BadPasswordCount
        var (user, primary) = (reader.ReadUInt32(), reader.ReadUInt32());
        var groupCount = reader.ReadUInt32();
        var groups = reader.ReadUInt32() != 0;
        reader.Skip(4 + 16); // UserFlags, UserSessionKey
        for (var i = 6; i < 8; i++) strings[i] = ReadStringHeader(ref reader);
        var domain = reader.ReadUInt32() != 0;
        reader.Skip((2 * 4) + 4 + 4 + (2 * 8) + 4 + 4); // Reserved1 to Reserved3
        reader.Skip(4); // SidCount: the array says it again
        var extra = reader.ReadUInt32() != 0;
        var resourceDomain = reader.ReadUInt32() != 0;
        reader.Skip(4); // ResourceGroupCount
        var resources = reader.ReadUInt32() != 0;

        // What the pointers point at follows in their order.
        for (var i = 0; i < 6; i++) SkipString(ref reader, strings[i]);
        var rids = groups ? ReadMemberships(ref reader) : [];
        for (var i = 6; i < 8; i++) SkipString(ref reader, strings[i]);
        var domainSid = domain ? ReadSid(ref reader) : null;
        var sids = new List<string>();
        userSid = null;
        if (domainSid is not null)
        {
            if (user != 0) sids.Add(userSid = $"{domainSid}-{user}");
            sids.Add($"{domainSid}-{primary}");
            foreach (var rid in rids) sids.Add($"{domainSid}-{rid}");
        }

        if (extra) ReadExtra(ref reader, sids);
        var resourceSid = resourceDomain ? ReadSid(ref reader) : null;
        if (resources && resourceSid is not null)
        {
            foreach (var rid in ReadMemberships(ref reader)) sids.Add($"{resourceSid}-{rid}");
        }

        return [.. sids.Distinct(StringComparer.Ordinal)];
    }

    private static bool ReadStringHeader(ref ByteReader reader)
    {
        reader.Skip(4); // Length, MaximumLength
        return reader.ReadUInt32() != 0;
    }

    private static void SkipString(ref ByteReader reader, bool present)
    {
        if (!present) return;
        reader.Align(4);
        reader.Skip(8); // maximum, offset
        var actual = reader.ReadUInt32();
        // RPC_UNICODE_STRING counts bytes in 16 bits
        if (actual > 32_768) throw new MalformedException(Malformed.BadLength, "a string of a PAC");
        reader.Skip((int)actual * 2);
    }

    private static uint[] ReadMemberships(ref ByteReader reader)
    {
        reader.Align(4);
        var rids = new uint[Count(reader.ReadUInt32())];
        for (var i = 0; i < rids.Length; i++)
        {
            rids[i] = reader.ReadUInt32();
            reader.Skip(4); // Attributes
        }

        return rids;
    }

    private static void ReadExtra(ref ByteReader reader, List<string> sids)
    {
        reader.Align(4);
        var count = Count(reader.ReadUInt32());
        var present = 0;
        for (var i = 0; i < count; i++)
        {
            if (reader.ReadUInt32() != 0) present++;
            reader.Skip(4); // Attributes
        }

        for (var i = 0; i < present; i++) sids.Add(ReadSid(ref reader));
    }

    // RPC_SID ([MS-DTYP] 2.4.2.3), a conformant structure: the count precedes it, and in it again.
    private static string ReadSid(ref ByteReader reader)
    {
        reader.Align(4);
        var count = reader.ReadUInt32();
        if (count > SidText.MaxSubAuthorities) throw new MalformedException(Malformed.BadLength, "a SID of a PAC");
        var packet = reader.ReadBytes(SidText.HeaderSize + (int)count * 4);
        return packet[1] == count && SidText.Read(packet) is { } sid
            ? sid
            : throw new MalformedException(Malformed.BadLength, "a SID of a PAC");
    }

    private static int Count(uint count) =>
        count <= MostGroups ? (int)count : throw new MalformedException(Malformed.TooMany, "groups of a PAC");
}
