using System.Buffers.Binary;
using Sekimori.Rpc;
using Sekimori.Rpc.Towers;

namespace Sekimori.Posture.Tests.Survey;

/// <summary>The results of calls as hosts send them, in NDR with little-endian numbers.</summary>
internal static class RpcAnswers
{
    /// <summary>IObjectExporter::ServerAlive2 ([MS-DCOM] 3.1.2.5.1.6): one name, no security bindings.</summary>
    public static byte[] ServerAlive2 { get; } =
    [
        5, 0, 7, 0, .. Words(0x20000, 9), 9, 0, 7, 0, 7, 0, .. "s\0r\0v\01\0\0\0"u8, 0, 0, 0, 0, 0, 0, 0, 0, .. Words(0, 0),
    ];

    /// <summary>rpc_mgmt_inq_if_ids ([C706] Appendix Q): a vector of two identifiers.</summary>
    public static byte[] InterfaceIds { get; } =
    [
        .. Words(0x20000, 2, 2, 0x20004, 0x20008), .. new Guid("12345778-1234-abcd-ef00-0123456789ac").ToByteArray(), 1, 0, 0, 0,
        .. new Guid("367abb81-9844-35f1-ad32-98f038001003").ToByteArray(), 2, 0, 0, 0, .. Words(0),
    ];

    /// <summary>ept_lookup ([MS-RPCE] 2.2.1.2.4): one entry with its tower, and the end of the lookup.</summary>
    public static byte[] Lookup { get; } = WriteLookup();

    /// <summary>SamrConnect5, LsarOpenPolicy2: a handle and success; also an enumeration's counts and success.</summary>
    public static byte[] Opened { get; } = [.. Words(1, 3, 0), .. Enumerable.Range(1, 20).Select(i => (byte)i), .. Words(0)];

    private static byte[] WriteLookup()
    {
        var binding = new TowerBinding(new SyntaxId(new("367abb81-9844-35f1-ad32-98f038001003"), 2, 0), SyntaxId.Ndr20,
            ProtocolSequence.Tcp, "49152", "127.0.0.1");
        var tower = binding.ToTower().Octets.ToArray();
        return
        [
            .. new byte[20], .. Words(1, 500, 0, 1), .. new byte[16], .. Words(0x20000, 0, 9), .. "services\0"u8, 0, 0, 0,
            .. Words((uint)tower.Length, (uint)tower.Length), .. tower, .. new byte[(4 - tower.Length % 4) % 4], .. Words(0),
        ];
    }

    private static byte[] Words(params ReadOnlySpan<uint> words)
    {
        var bytes = new byte[words.Length * 4];
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        return bytes;
    }
}
