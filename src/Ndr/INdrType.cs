namespace Sekimori.Ndr;

/// <summary>
/// A type that knows its own NDR form. Implemented by hand where a declaration cannot say it (a protocol tower); the generator does it for [NdrStruct] and [NdrUnion].
/// A type that implements this by hand holds no pointers, because pointees are deferred behind the structure around it.
/// </summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface INdrType<TSelf> where TSelf : INdrType<TSelf>
{
    /// <summary>Reads a value, from its alignment to its last pointee.</summary>
    static abstract TSelf ReadNdr(ref NdrReader reader);

    /// <summary>Writes a value, from its alignment to its last pointee.</summary>
    static abstract void WriteNdr(ref NdrWriter writer, TSelf value);
}
