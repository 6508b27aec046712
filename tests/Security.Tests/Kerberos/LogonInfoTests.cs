using Sekimori.Security.Kerberos;
using Sekimori.Wire;

namespace Sekimori.Security.Tests;

public sealed class LogonInfoTests
{
    // KERB_VALIDATION_INFO ([MS-PAC] 2.5): user 500, primary group 513, groups 513 and 512, an extra SID S-1-18-1, a resource group 1105 of
    // another domain.
    internal static readonly byte[] Bytes = Build();

    [Fact]
    public void User_and_groups_of_every_kind_are_read()
    {
        Assert.Equal(["S-1-5-21-1-2-3-500", "S-1-5-21-1-2-3-513", "S-1-5-21-1-2-3-512", "S-1-18-1", "S-1-5-21-7-8-9-1105"],
            LogonInfo.Sids(Bytes, out var user));
        Assert.Equal("S-1-5-21-1-2-3-500", user);
    }

    [Fact]
    public void More_groups_than_any_token_has_are_refused()
    {
        var bytes = Bytes.ToArray();
        var at = bytes.AsSpan().IndexOf(Hex.Bytes("02000000 01020000 07000000")); // the conformance of GroupIds
        bytes[at + 2] = 0x10;
        Assert.Equal(Malformed.TooMany, Assert.Throws<MalformedException>(() => LogonInfo.Sids(bytes, out _)).Fact);
    }

    private static byte[] Build()
    {
        var writer = new ByteWriter(new byte[1024]);
        writer.WriteBytes(Hex.Bytes("01100800cccccccc 0000000000000000 00000200")); // headers, the pointer to the structure
        writer.WriteZeros(48); // times
        for (var i = 0; i < 6; i++)
        {
            writer.WriteUInt32(i == 0 ? 0x001a_001au : 0); // EffectiveName has 13 characters, the others none
            writer.WriteUInt32(i == 0 ? 0x0002_0004u : 0);
        }

        foreach (var value in (uint[])[0, 500, 513, 2, 0x0002_0008, 0x20]) writer.WriteUInt32(value); // counts, ids, groups, flags
        writer.WriteZeros(16 + 16); // session key, LogonServer, LogonDomainName
        writer.WriteUInt32(0x0002_000c); // LogonDomainId
        writer.WriteZeros(40);
        // extra SIDs, resource groups
        foreach (var value in (uint[])[1, 0x0002_0010, 0x0002_0014, 1, 0x0002_0018]) writer.WriteUInt32(value);

        foreach (var value in (uint[])[13, 0, 13]) writer.WriteUInt32(value);
        writer.WriteBytes(System.Text.Encoding.Unicode.GetBytes("Administrator"));
        writer.Align(4);
        foreach (var value in (uint[])[2, 513, 7, 512, 7]) writer.WriteUInt32(value);
        WriteSid(ref writer, 5, 21, 1, 2, 3);
        foreach (var value in (uint[])[1, 0x0002_001c, 7]) writer.WriteUInt32(value);
        WriteSid(ref writer, 18, 1);
        WriteSid(ref writer, 5, 21, 7, 8, 9);
        foreach (var value in (uint[])[1, 1105, 7]) writer.WriteUInt32(value);
        return writer.Written.ToArray();
    }

    private static void WriteSid(ref ByteWriter writer, byte authority, params uint[] parts)
    {
        writer.WriteUInt32((uint)parts.Length);
        writer.WriteBytes([1, (byte)parts.Length, 0, 0, 0, 0, 0, authority]);
        foreach (var part in parts) writer.WriteUInt32(part);
    }
}
