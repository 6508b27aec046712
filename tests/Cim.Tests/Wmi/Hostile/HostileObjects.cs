using System.Buffers.Binary;
using Sekimori.Cim.Model;
using Sekimori.Wire;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Tests.Hostile;

/// <summary>
/// Objects of [MS-WMIO] that were made to mislead their reader, and how reading them ends: a fact, or null where an object comes of it.
/// </summary>
internal static class HostileObjects
{
    private const string Text = "zzzz";

    // From the end of a unit of One with its text: the heap has the name of the class (flag, "One", 0) and the text (flag, "zzzz", 0).
    private const int HeapSize = 5 + 6, HeapLength = HeapSize + 4, Slot = HeapLength + 5 + 4, Flags = Slot + 1, ClassName = Flags + 4,
        InstanceLength = ClassName + 1 + 4;

    private static readonly CimClass One = Make("One", CimType.String, isArray: false);

    private static readonly CimClass Many = Make("Many", CimType.String, isArray: true);

    private static readonly CimClass Chain = Make("Chain", CimType.Object, isArray: false);

    private static readonly CimClass Tree = Make("Tree", CimType.Object, isArray: true);

    /// <summary>The rows: a name, the bytes, the end.</summary>
    public static IReadOnlyDictionary<string, (Func<byte[]> Bytes, Malformed? End)> Rows { get; } =
        new Dictionary<string, (Func<byte[]>, Malformed?)>
        {
            ["as it should be"] = (() => Whole(), null),
            ["without the signature of a unit"] = (() => Set(Whole(), 0, 0), Malformed.BadValue),
            ["a unit longer than its bytes"] = (() => Set(Whole(), 4, int.MaxValue), Malformed.Truncated),
            ["a unit of -1 bytes"] = (() => Set(Whole(), 4, -1), Malformed.Truncated),
            ["a text at the end of the heap"] = (() => SetEnd(Slot, HeapSize), Malformed.Truncated),
            ["a text behind the heap"] = (() => SetEnd(Slot, int.MaxValue), Malformed.BadLength),
            ["a text without terminator"] = (() => SetEnd(4, 0x7a7a7a7a), Malformed.BadString),
            // Its class part has the name that counts.
            ["a name of the class behind the heap"] = (() => SetEnd(ClassName, 0x1000), null),
            ["qualifiers of a property, where they are announced"] = (() => Qualified(4), null),
            ["qualifiers of a property that are announced and not there"] = (() => Qualified(0), Malformed.BadLength),
            ["a heap longer than the unit"] = (() => SetEnd(HeapLength, 0x7fffffff), Malformed.Truncated),
            ["a heap of -1 bytes"] = (() => SetEnd(HeapLength, -1), Malformed.Truncated),
            ["an instance longer than the unit"] = (() => SetEnd(InstanceLength, 0x7fffffff), Malformed.BadLength),
            ["an instance of -1 bytes"] = (() => SetEnd(InstanceLength, -1), Malformed.BadLength),
            ["an instance of no bytes"] = (() => SetEnd(InstanceLength, 0), Malformed.BadLength),
            ["objects within objects, 40 deep"] = (() => Unit(Chain, Nested(Chain, 40, 1)), Malformed.TooDeep),
            ["objects within objects, as deep as is allowed"] =
                (() => Unit(Chain, Nested(Chain, new WmioLimits().MaxDepth, 1)), null),
            ["a text that is referred to 20,000 times"] = (() => Repeated(), Malformed.OverBudget),
            ["objects that are each referred to ten times, six deep"] = (() => Woven(), Malformed.OverBudget),
            ["an object that is longer than the heap"] = (() => Embedded(int.MaxValue), Malformed.BadLength),
            ["an object of -1 bytes"] = (() => Embedded(-1), Malformed.BadLength),
            ["an object that begins in the name of its class"] = (() => Embedded(null), Malformed.BadLength),
            ["more bytes than an object may have"] =
                (() => Set(Set(new byte[(1 << 20) + 9], 0, 0x12345678), 4, (1 << 20) + 1), Malformed.OverBudget),
        };

    /// <summary>A unit of a class.</summary>
    public static byte[] UnitOf(CimClass c)
    {
        var writer = new ByteWriter([]);
        new WmioEncoders("HOST", "root/cimv2").WriteClassUnit(ref writer, c);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    private static CimClass Make(string name, CimType type, bool isArray) => new(name, null,
    [
        new()
        {
            Name = "Value", Type = type, IsArray = isArray, Origin = name, Index = 0, ReferenceClass = type == CimType.Object ? name : null,
        },
    ]);

    private static byte[] Unit(CimClass c, CimValue value)
    {
        var instance = new CimInstance(c);
        instance[0] = value;
        var writer = new ByteWriter([]);
        new WmioEncoders("HOST", "root/cimv2").For(c).WriteUnit(ref writer, instance);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    private static byte[] Whole() => Unit(One, Text);

    private static byte[] Set(byte[] bytes, int at, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), number);
        return bytes;
    }

    private static byte[] SetEnd(int fromEnd, int number)
    {
        var bytes = Whole();
        return Set(bytes, bytes.Length - fromEnd, number);
    }

    // InstPropQualSetFlag 2 (2.2.65), and an empty set for the one property in so many bytes.
    private static byte[] Qualified(int size)
    {
        var bytes = Whole();
        var flag = bytes.Length - HeapLength - 1;
        byte[] longer = [.. bytes[..flag], 2, .. new[] { (byte)4, (byte)0, (byte)0, (byte)0 }[..size], .. bytes[(flag + 1)..]];
        Set(longer, 4, longer.Length - 8);
        var at = longer.Length - size - InstanceLength;
        return Set(longer, at, BinaryPrimitives.ReadInt32LittleEndian(longer.AsSpan(at)) + size);
    }

    private static CimValue Nested(CimClass c, int depth, int width)
    {
        CimValue value = CimValue.Null;
        for (; depth > 0; depth--)
        {
            var inner = new CimInstance(c);
            inner[0] = value;
            value = width == 1 ? inner : new CimArray(CimType.Object, [.. Enumerable.Repeat((CimValue)inner, width)]);
        }

        return value;
    }

    // An array whose elements all refer to the first one's text.
    private static byte[] Repeated()
    {
        const int count = 20_000;
        return Alias(Unit(Many, CimArray.Of([new string('x', 40_000), .. Enumerable.Repeat("", count - 1)])!), count);
    }

    // Six levels of arrays of ten: encoded with one element each, then each level refers to it ten times.
    private static byte[] Woven()
    {
        const int width = 10;
        CimValue value = CimValue.Null;
        for (var depth = 6; depth > 0; depth--)
        {
            var inner = new CimInstance(Tree);
            inner[0] = value;
            value = new CimArray(CimType.Object, [inner, .. Enumerable.Repeat(CimValue.Null, width - 1)]);
        }

        return Alias(Unit(Tree, value), width);
    }

    // After each count, the references to the elements: all become the first one.
    private static byte[] Alias(byte[] bytes, int count)
    {
        for (var at = 0; at + 4 * (count + 1) <= bytes.Length; at++)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)) != count) continue;
            var first = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
            if (first <= 0 || first >= bytes.Length) continue;
            for (var i = 2; i <= count; i++) Set(bytes, at + 4 * i, first);
        }

        return bytes;
    }

    // The length in front of an embedded object; null makes the reference to it one into the heap that it lies in.
    private static byte[] Embedded(int? length)
    {
        var (bytes, plain) = (Unit(Chain, Nested(Chain, 1, 1)), Unit(Chain, CimValue.Null));
        // Up to the heap both units are alike but for their lengths and the reference.
        var slot = plain.Length - "0Chain0".Length - 4 - 5 - 4;
        if (length is null) return Set(bytes, slot, 1);
        var heap = slot + 4 + 5 + 4;
        var reference = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(slot));
        return Set(bytes, heap + reference, length.Value);
    }
}
