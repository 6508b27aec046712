using System.Buffers.Binary;
using System.Text;
using Sekimori.Dcom.References;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Wmi.Operations;

/// <summary>
/// IWbemContext ([MS-WMI] 2.2.13): properties that a client sends with a call. Those that mean something to a server are kept. There is one
/// language here, and no log of the client's own identifiers: the locales and __CorrelationId are ignored, as are names of the client's own
/// choice.
/// </summary>
internal sealed class WbemContext
{
    private static readonly Guid Unmarshaler = new("674b6698-ee92-11d0-ad71-00c04fd8fdff");

    // [MS-OAUT] 2.2.7.
    private const ushort Null = 1, Int16 = 2, Int32 = 3, Real32 = 4, Real64 = 5, Text = 8, Boolean = 11, Unknown = 13, SInt8 = 16,
        UInt8 = 17, UInt16 = 18, UInt32 = 19, ArrayFlag = 0x2000;

    /// <summary>2.2.13.1: a marker of the buffer's format. One is allowed.</summary>
    private const int MostGuids = 16;

    private WbemContext()
    {
    }

    /// <summary>__ProviderArchitecture; null if it is not there.</summary>
    public int? Architecture { get; private set; }

    /// <summary>__RequiredArchitecture.</summary>
    public bool IsArchitectureRequired { get; private set; }

    /// <summary>Reads a context.</summary>
    /// <exception cref="MalformedException">It is another kind of object, or cut off.</exception>
    public static WbemContext Read(InterfacePointer pointer)
    {
        if (Objref.Read(pointer.Data) is not CustomObjref custom || custom.Clsid != Unmarshaler)
            throw new MalformedException(Malformed.BadValue, "an object that is no IWbemContext by value");
        var context = new WbemContext();
        var reader = new ByteReader(custom.Data.Span);
        var guids = reader.ReadUInt32();
        if (guids > MostGuids) throw new MalformedException(Malformed.TooMany, $"{guids} identifiers of a format");
        reader.Skip((int)guids * 16);
        // Each has fourteen bytes at least, so that the end of the buffer ends the loop.
        for (var left = reader.ReadUInt32(); left > 0 && context.ReadProperty(ref reader); left--)
        {
        }

        return context;
    }

    // 2.2.13.2. False where an object stands, whose length is not known: what follows it cannot be found.
    private bool ReadProperty(ref ByteReader reader)
    {
        var name = ReadText(ref reader);
        // PropertyFlags: ignored.
        reader.Skip(4);
        var type = reader.ReadUInt16();
        if ((type & ArrayFlag) != 0) return SkipArray(ref reader, (ushort)(type & ~ArrayFlag));
        switch (type)
        {
            case Null:
                return true;
            case Text:
                ReadText(ref reader);
                return true;
            case SInt8 or UInt8 or Int16 or UInt16 or Boolean or Int32 or UInt32 or Real32 or Real64:
                // Eight bytes, whatever the type.
                Take(name, type, reader.ReadBytes(8));
                return true;
            case Unknown:
                return false;
            default:
                throw new MalformedException(Malformed.BadValue, $"a property of type {type}");
        }
    }

    private void Take(string name, ushort type, ReadOnlySpan<byte> value)
    {
        if (type is Int32 or UInt32 && name.Equals("__ProviderArchitecture", StringComparison.OrdinalIgnoreCase))
            Architecture = BinaryPrimitives.ReadInt32LittleEndian(value);
        else if (type == Boolean && name.Equals("__RequiredArchitecture", StringComparison.OrdinalIgnoreCase))
            IsArchitectureRequired = BinaryPrimitives.ReadInt16LittleEndian(value) != 0;
    }

    // 2.2.13.4.
    private static bool SkipArray(ref ByteReader reader, ushort type)
    {
        var (count, size) = (reader.ReadUInt32(), reader.ReadUInt32());
        switch (type)
        {
            case Unknown:
                return false;
            case Text:
                for (; count > 0; count--) ReadText(ref reader);
                return true;
            case Null:
                return true;
            default:
                if ((ulong)count * size > (ulong)reader.Remaining)
                    throw new MalformedException(Malformed.Truncated, $"{count} elements of {size} bytes, {reader.Remaining} present");
                reader.Skip((int)(count * size));
                return true;
        }
    }

    // 2.2.13.3: a count of characters, no terminator.
    private static string ReadText(ref ByteReader reader)
    {
        var count = reader.ReadUInt32();
        return count <= (uint)reader.Remaining / 2
            ? Encoding.Unicode.GetString(reader.ReadBytes((int)count * 2))
            : throw new MalformedException(Malformed.Truncated, $"a text of {count} characters, {reader.Remaining} bytes present");
    }
}
