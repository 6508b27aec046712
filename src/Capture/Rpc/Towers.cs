using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Sekimori.Guard.Observations;

namespace Sekimori.Capture.Rpc;

/// <summary>
/// Finds protocol towers ([C706] Appendix L) in the stub of an endpoint mapper's call or answer. A tower's first floor always begins with the same
/// three bytes, so all of ept_map, ept_lookup and ept_insert are read alike, whatever pointers and handles stand around the towers.
/// </summary>
internal static class Towers
{
    /// <summary>Towers read from one answer: ept_lookup gives up to 500 entries.</summary>
    private const int Limit = 500;

    /// <summary>Length of the left side of an interface's floor, then the identifier of a UUID.</summary>
    private static ReadOnlySpan<byte> InterfaceFloor => [19, 0, 0x0d];

    public readonly record struct Tower(RpcInterface Interface, string Binding, int Port);

    public static List<Tower> Read(ReadOnlySpan<byte> stub)
    {
        var towers = new List<Tower>();
        while (towers.Count < Limit)
        {
            var at = stub.IndexOf(InterfaceFloor);
            if (at < 0) break;
            if (at < 2 || !TryRead(stub[(at - 2)..], out var tower, out var size))
            {
                stub = stub[(at + 3)..];
                continue;
            }
            towers.Add(tower);
            stub = stub[(at - 2 + size)..];
        }
        return towers;
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, out Tower tower, out int size)
    {
        tower = default;
        size = 2;
        int floors = BinaryPrimitives.ReadUInt16LittleEndian(bytes), port = 0;
        if (floors is 0 or > 8) return false;
        var known = (RpcInterface?)null;
        var binding = "";
        for (var floor = 0; floor < floors; floor++)
        {
            if (!TryPart(bytes, ref size, out var left) || !TryPart(bytes, ref size, out var right) || left.IsEmpty) return false;
            switch (left[0])
            {
                case 0x0d when floor == 0 && left.Length >= 17: known = InterfaceCatalogue.Get(new Guid(left[1..17])); break;
                case 0x07 when right.Length >= 2: Port("tcp", right); break;
                case 0x08 when right.Length >= 2: Port("udp", right); break;
                case 0x1f when right.Length >= 2: Port("http", right); break;
                case 0x0f: binding = "np:" + Name(right); break;
                case 0x10: binding = "lpc:" + Name(right); break;
            }
        }
        if (known is null) return false;
        tower = new(known, binding, port);
        return true;

        void Port(string protocol, ReadOnlySpan<byte> number)
        {
            port = BinaryPrimitives.ReadUInt16BigEndian(number);
            binding = string.Create(CultureInfo.InvariantCulture, $"{protocol}:{port}");
        }
    }

    private static bool TryPart(ReadOnlySpan<byte> bytes, ref int at, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (at + 2 > bytes.Length) return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
        if (at + 2 + length > bytes.Length) return false;
        part = bytes.Slice(at + 2, length);
        at += 2 + length;
        return true;
    }

    private static string Name(ReadOnlySpan<byte> text) => Encoding.Latin1.GetString(text.Length > 256 ? text[..256] : text).TrimEnd('\0');
}
