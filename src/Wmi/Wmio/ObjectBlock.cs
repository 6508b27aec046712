using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>ObjectBlock ([MS-WMIO] 2.2.5): flags, decoration, then a class with its superclass or an instance with its class.</summary>
internal static class ObjectBlock
{
    // 2.2.6.
    public const byte ClassFlag = 0x01, InstanceFlag = 0x02, DecorationFlag = 0x04, PrototypeFlag = 0x10, KeysMissingFlag = 0x40;

    /// <summary>Reads an object.</summary>
    /// <param name="bytes">The block. What follows the object in it is padding.</param>
    /// <param name="budget">What is left.</param>
    /// <param name="known">The class of an instance that comes without it (2.2.3); null if the object has its class.</param>
    /// <param name="last">The class of the object before; null if it is not kept.</param>
    public static WmioObject Read(ReadOnlySpan<byte> bytes, DecodeBudget budget, ClassLayout? known = null, LastClass? last = null)
    {
        var reader = new ByteReader(bytes);
        var flags = reader.ReadByte();
        string? host = null, space = null;
        if ((flags & DecorationFlag) != 0)
            (host, space) = (EncodedText.Read(ref reader, budget), EncodedText.Read(ref reader, budget));
        switch (flags & (ClassFlag | InstanceFlag))
        {
            case ClassFlag when known is null:
                var parent = ClassPart.Read(ref reader, budget);
                var parentMethods = WireMethod.ReadPart(ref reader, budget);
                var part = ClassPart.Read(ref reader, budget);
                var c = ModelBuilder.Build(parent, parentMethods, part, WireMethod.ReadPart(ref reader, budget));
                return new() { Class = c, Host = host, Namespace = space, IsPrototype = (flags & PrototypeFlag) != 0 };
            case InstanceFlag:
                var layout = known ?? last?.Read(ref reader, budget) ?? new ClassLayout(ClassPart.Read(ref reader, budget));
                var instance = layout.Read(ref reader, budget);
                return new() { Class = layout.Class, Instance = instance, Layout = layout, Host = host, Namespace = space };
            default:
                throw new MalformedException(Malformed.BadValue, $"object flags 0x{flags:x2}");
        }
    }
}
