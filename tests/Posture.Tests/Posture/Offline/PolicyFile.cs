using System.Buffers.Binary;
using System.Text;

namespace Sekimori.Posture.Tests.Posture.Offline;

/// <summary>Writes a registry.pol ([MS-GPREG] 2.2.1).</summary>
internal static class PolicyFile
{
    public static byte[] Of(params (string Key, string Name, uint Type, byte[] Data)[] entries)
    {
        var file = new List<byte>("PReg"u8.ToArray()) { 1, 0, 0, 0 };
        foreach (var (key, name, type, data) in entries)
        {
            file.AddRange(Encoding.Unicode.GetBytes($"[{key}\0;{name}\0;"));
            file.AddRange(Number(type));
            file.AddRange(Encoding.Unicode.GetBytes(";"));
            file.AddRange(Number((uint)data.Length));
            file.AddRange(Encoding.Unicode.GetBytes(";"));
            file.AddRange(data);
            file.AddRange(Encoding.Unicode.GetBytes("]"));
        }

        return [.. file];
    }

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
