namespace Sekimori.Ndr;

/// <summary>
/// A type with its own NDR form. Implemented by hand if a declaration cannot express it (a protocol tower); the generator does it for
/// [NdrStruct] and [NdrUnion]. A hand-written implementation contains no pointers, because pointees are deferred behind the surrounding
/// structure.
/// </summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface INdrType<TSelf> where TSelf : INdrType<TSelf>
{
    /// <summary>Reads a value, from its alignment to its last pointee.</summary>
    static abstract TSelf ReadNdr(ref NdrReader reader);

    /// <summary>Writes a value, from its alignment to its last pointee.</summary>
    static abstract void WriteNdr(ref NdrWriter writer, TSelf value);
}
