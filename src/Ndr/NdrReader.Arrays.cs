using System.Runtime.CompilerServices;
using Sekimori.Wire;

namespace Sekimori.Ndr;

public ref partial struct NdrReader
{
    /// <summary>
    /// A maximum count, offset or actual count: 4 bytes, or 8 in NDR64 ([MS-RPCE] 2.2.5.3.2). At most 2^31-1 ([MS-RPCE] 3.1.1.5.3.2.2.1).
    /// </summary>
    public int ReadCount()
    {
        var count = Syntax == NdrSyntax.Ndr64 ? ReadUInt64() : ReadUInt32();
        return count <= int.MaxValue ? (int)count : throw Bad(Malformed.BadLength, $"a count of {count}");
    }

    /// <summary>The offset and actual count of a varying array of at most <paramref name="maximum"/> elements ([C706] 14.3.3.3).</summary>
    /// <returns>How many elements follow. The offset is always 0: no interface declares first_is ([MS-RPCE] 3.1.1.5.3.2.1.7).</returns>
    public int ReadVariance(int maximum)
    {
        if (ReadCount() is not 0 and var offset) throw Bad(Malformed.BadLength, $"an offset of {offset}");
        var actual = ReadCount();
        return actual <= maximum ? actual : throw Bad(Malformed.BadLength, $"{actual} elements in an array of {maximum}");
    }

    /// <summary>Holds a count against the member that dictates it ([MS-RPCE] 3.1.1.5.3.1).</summary>
    public readonly void CheckCount(int count, long dictated)
    {
        if (count != dictated) throw Bad(Malformed.BadLength, $"{count} elements, {dictated} declared");
    }

    /// <summary>Holds a union's discriminant against the member that dictates it ([MS-RPCE] 3.1.1.5.3.2.1.11), if there is one.</summary>
    public readonly void CheckSwitch(long discriminant, long? dictated)
    {
        if (dictated is { } declared && declared != discriminant)
            throw Bad(Malformed.BadValue, $"discriminant {discriminant}, {declared} declared");
    }

    /// <summary>A union has no arm for its discriminant.</summary>
    public readonly MalformedException NoSuchArm(long discriminant) => Bad(Malformed.BadValue, $"no arm for discriminant {discriminant}");

    /// <summary>
    /// An array for <paramref name="count"/> elements, each of which needs at least <paramref name="leastSize"/> of the remaining bytes.
    /// </summary>
    public T[] NewArray<T>(int count, int leastSize)
    {
        if ((long)count * leastSize > _bytes.Remaining)
            throw Bad(Malformed.Truncated, $"{count} elements announced, {_bytes.Remaining} bytes left");
        if (count == 0) return [];
        _budget.Charge(count, Unsafe.SizeOf<T>());
        return new T[count];
    }

    /// <summary>A run of octets as a copy.</summary>
    public byte[] ReadBytes(int count)
    {
        var run = _bytes.ReadBytes(count);
        if (count == 0) return [];
        _budget.Charge(count, 1);
        return run.ToArray();
    }

    /// <summary>A run of octets in place: valid as long as the stub is.</summary>
    public ReadOnlyMemory<byte> ReadMemory(int count)
    {
        var start = _bytes.Position;
        _bytes.Skip(count);
        return _memory.Slice(start, count);
    }
}
