namespace Sekimori.Ndr;

public ref partial struct NdrWriter
{
    /// <summary>A maximum count, offset or actual count: 4 bytes, or 8 in NDR64 ([MS-RPCE] 2.2.5.3.2).</summary>
    public void WriteCount(int count)
    {
        if (Syntax == NdrSyntax.Ndr64) WriteUInt64((ulong)count);
        else WriteUInt32((uint)count);
    }

    /// <summary>
    /// The maximum count that another member dictates: of a varying array whatever its reader has room for, all 32 bits of it.
    /// </summary>
    public void WriteCount(long count)
    {
        if (Syntax == NdrSyntax.Ndr64) WriteUInt64(checked((ulong)count));
        else WriteUInt32(checked((uint)count));
    }

    /// <summary>The offset, always 0, and the actual count of a varying array ([C706] 14.3.3.3).</summary>
    public void WriteVariance(int actual)
    {
        WriteCount(0);
        WriteCount(actual);
    }

    /// <summary>Compares the length of an array with the member that dictates it, before the peer would reject it.</summary>
    /// <exception cref="ArgumentException">They differ: the caller's mistake.</exception>
    public static void CheckCount(int length, long dictated, string name)
    {
        if (length != dictated) throw new ArgumentException($"{name} has {length} elements where its declaration says {dictated}.", name);
    }
}
