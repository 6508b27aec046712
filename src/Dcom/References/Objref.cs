using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Dcom.References;

/// <summary>OBJREF ([MS-DCOM] 2.2.18): a marshaled reference to an interface, in one of four forms.</summary>
/// <param name="Iid">The interface.</param>
internal abstract record Objref(Guid Iid)
{
    /// <summary>"MEOW".</summary>
    private const uint Signature = 0x574f454d;

    private protected const uint StandardForm = 1, HandlerForm = 2, CustomForm = 4, ExtendedForm = 8;

    private protected abstract uint Form { get; }

    /// <summary>Reads an OBJREF. What follows it is ignored, as receivers do.</summary>
    /// <param name="bytes">The content of an interface pointer. Objects that a custom form contains lie in it.</param>
    /// <exception cref="MalformedException">It is not one, or is cut off.</exception>
    public static Objref Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ByteReader(bytes.Span);
        if (reader.ReadUInt32() != Signature) throw new MalformedException(Malformed.BadValue, "an OBJREF without its signature");
        var form = reader.ReadUInt32();
        var iid = reader.ReadGuid();
        return form switch
        {
            StandardForm => new StandardObjref(iid, StdObjref.Read(ref reader), DualStringArray.Read(ref reader)),
            HandlerForm => HandlerObjref.Read(iid, ref reader),
            CustomForm => CustomObjref.Read(iid, bytes, ref reader),
            ExtendedForm => ExtendedObjref.Read(iid, ref reader),
            _ => throw new MalformedException(Malformed.BadValue, $"an OBJREF of form {form}"),
        };
    }

    /// <summary>The encoded form.</summary>
    public byte[] ToArray()
    {
        var writer = new ByteWriter(stackalloc byte[512]);
        writer.WriteUInt32(Signature);
        writer.WriteUInt32(Form);
        writer.WriteGuid(Iid);
        WriteBody(ref writer);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    /// <summary>As a parameter of a call.</summary>
    public InterfacePointer ToPointer() => InterfacePointer.Of(ToArray());

    private protected abstract void WriteBody(ref ByteWriter writer);
}
