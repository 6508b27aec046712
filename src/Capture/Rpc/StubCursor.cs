using System.Buffers.Binary;
using System.Text;

namespace Sekimori.Capture.Rpc;

/// <summary>
/// Reads arguments from a stub without ever throwing: what is missing reads as nothing, and <see cref="HasFailed"/> becomes true.
/// </summary>
internal ref struct StubCursor(ReadOnlySpan<byte> stub, bool bigEndian, bool isNdr64)
{
    /// <summary>
    /// Longest text read from a call, in characters: as much as a kept stub can hold, so that none is cut. A command line of Windows ends
    /// at 32,767.
    /// </summary>
    public const int TextLimit = UnfinishedCall.StubLimit / 2;

    private readonly ReadOnlySpan<byte> _stub = stub;

    public int Position { get; private set; }

    public bool HasFailed { get; private set; }

    public readonly bool IsBigEndian => bigEndian;

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (HasFailed || (uint)count > (uint)(_stub.Length - Position))
        {
            HasFailed = true;
            return default;
        }
        var run = _stub.Slice(Position, count);
        Position += count;
        return run;
    }

    public void Align(int alignment) => Bytes(-Position & (alignment - 1));

    public ushort UInt16()
    {
        Align(2);
        var run = Bytes(2);
        return run.IsEmpty ? (ushort)0 : bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(run)
            : BinaryPrimitives.ReadUInt16LittleEndian(run);
    }

    public uint UInt32()
    {
        Align(4);
        var run = Bytes(4);
        return run.IsEmpty ? 0 : bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(run) : BinaryPrimitives.ReadUInt32LittleEndian(run);
    }

    /// <summary>A count or pointer: 32 bits in NDR20, 64 in NDR64 ([MS-RPCE] 2.2.5).</summary>
    public ulong Word()
    {
        if (!isNdr64) return UInt32();
        Align(8);
        var run = Bytes(8);
        return run.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(run);
    }

    /// <summary>An enumerated value: 16 bits in NDR20, 32 in NDR64 ([MS-RPCE] 2.2.5.2).</summary>
    public uint Enum() => isNdr64 ? UInt32() : UInt16();

    public Guid Guid()
    {
        Align(4);
        var run = Bytes(16);
        return run.IsEmpty ? default : new(run, bigEndian);
    }

    /// <summary>
    /// A conformant varying string of WCHARs, or of bytes ([C706] 14.3.3.4), without its terminator; null if there is none.
    /// </summary>
    public string? Text(bool isAnsi = false)
    {
        ulong maximum = Word(), offset = Word(), actual = Word();
        var unit = isAnsi ? 1 : 2;
        if (HasFailed || offset != 0 || actual > maximum || actual > (ulong)((_stub.Length - Position) / unit))
        {
            HasFailed = true;
            return null;
        }
        var run = Bytes((int)actual * unit);
        var encoding = isAnsi ? Encoding.Latin1 : bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode;
        var text = encoding.GetString(run.Length > TextLimit * unit ? run[..(TextLimit * unit)] : run);
        return text.TrimEnd('\0');
    }

    /// <summary>A pointer to a string: null if it points to nothing.</summary>
    public string? PointedText(bool isAnsi = false) => Word() == 0 ? null : Text(isAnsi);
}
