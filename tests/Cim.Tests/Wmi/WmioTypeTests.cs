using System.Buffers.Binary;
using System.Text;
using Sekimori.Cim.Model;
using Sekimori.Fuzz.Wmi;
using Sekimori.Wire;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Tests;

/// <summary>Every type, what Windows' bytes show, what other clients send, and what is rejected.</summary>
public class WmioTypeTests
{
    private static readonly WmioDecoder Decoder = new(new WmioLimits());
    private static readonly WmioEncoders Encoders = new("HOST", "root/cimv2");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Values_of_every_type_and_objects_within_objects_decode_to_themselves(int depth)
    {
        var instance = WmioSeeds.Fill(depth);
        SameObjects.Check(instance, Decoder.DecodeUnit(Encode(instance)).Instance!);
    }

    [Fact]
    public void A_class_with_every_type_decodes_to_itself()
    {
        var writer = new ByteWriter([]);
        Encoders.WriteClassUnit(ref writer, WmioSeeds.Outer);
        SameObjects.Check(WmioSeeds.Outer, Decoder.DecodeUnit(writer.Written).Class);
        writer.Dispose();
    }

    [Fact]
    public void A_parameter_that_goes_both_ways_is_in_both_signatures_with_one_ID()
    {
        var method = WmioSeeds.Outer.FindMethod("Everything")!;
        var (one, other) = (MethodSignature.In(method)!.FindProperty("Both")!, MethodSignature.Out(method)!.FindProperty("Both")!);

        Assert.Equal(["In", "Out", "MappingStrings", "ID"], one.Qualifiers.Select(q => q.Name));
        Assert.Equal(1, one.Qualifiers[^1].Value.AsInt64);
        Assert.Equal(one.Qualifiers[^1], other.Qualifiers[^1]);
        Assert.Equal("ReturnValue", MethodSignature.Out(method)!.Properties[^1].Name);
    }

    [Theory]
    [InlineData("plain", 0)]
    [InlineData("ÿ", 0)]
    [InlineData("", 0)]
    [InlineData("Ā", 1)]
    [InlineData("関守", 1)]
    public void Text_is_compressed_if_it_fits_Latin_1_and_only_then(string text, byte flag)
    {
        var writer = new ByteWriter([]);
        EncodedText.Write(ref writer, text);
        Assert.Equal(flag, writer.Written[0]);
        Assert.Equal(1 + (text.Length + 1) * (flag + 1), writer.Position);
        var reader = new ByteReader(writer.Written);
        Assert.Equal(text, EncodedText.Read(ref reader, new DecodeBudget(new WmioLimits(), 1_000)));
        Assert.Equal(0, reader.Remaining);
        writer.Dispose();
    }

    [Fact]
    public void Null_slots_are_zero_and_the_class_name_is_first_in_the_heap()
    {
        var c = Simple(CimType.String, CimType.UInt32, CimType.Boolean);
        var row = Row(c, new CimInstance(c));
        // Flags, decoration; then length, instance flags, name; three properties: one byte of flags, all null and inherited from the class.
        var at = 1 + "\0HOST\0\0ROOT\\cimv2\0".Length;
        Assert.Equal(0u, BinaryPrimitives.ReadUInt32LittleEndian(row.AsSpan(at + 5)));
        Assert.Equal(0b11_11_11, row[at + 9]);
        Assert.Equal(new byte[4 + 4 + 2], row[(at + 10)..(at + 20)]);
        Assert.Equal("04000000" + "01", Convert.ToHexString(row, at + 20, 5));
        Assert.Equal("\0Test\0", Encoding.Latin1.GetString(row, at + 29, 6));
        Assert.Equal(0x80000006, BinaryPrimitives.ReadUInt32LittleEndian(row.AsSpan(at + 25)));
    }

    [Fact]
    public void True_is_all_bits()
    {
        var c = Simple(CimType.Boolean);
        var instance = new CimInstance(c) { [0] = true };
        Assert.Contains("00FFFF0400000001", Convert.ToHexString(Row(c, instance)));
    }

    // impacket swaps the two flags: its null of an own property is "the value of the class".
    [Theory]
    [InlineData(0b01)]
    [InlineData(0b10)]
    [InlineData(0b11)]
    public void A_null_reads_as_null_with_any_of_the_flags_that_clients_set(byte flags)
    {
        var c = Simple(CimType.UInt32);
        var unit = Encode(new CimInstance(c) { [0] = 7u });
        var at = unit.AsSpan().LastIndexOf("\a\0\0\0"u8);
        unit[at - 1] = flags;
        Assert.True(Decoder.DecodeUnit(unit).Instance![0].IsNull);
    }

    [Theory]
    [InlineData(CimType.String)]
    [InlineData(CimType.DateTime)]
    [InlineData(CimType.Object)]
    public void Reference_0_without_flags_is_no_value_where_the_class_name_is_there(CimType type)
    {
        var c = Simple(type);
        var unit = Encode(new CimInstance(c));
        var at = unit.AsSpan().LastIndexOf("\x03\0\0\0\0\x04\0\0\0\x01"u8);
        unit[at] = 0;
        Assert.True(Decoder.DecodeUnit(unit).Instance![0].IsNull);
    }

    [Fact]
    public void Space_behind_the_parts_is_skipped_by_their_lengths()
    {
        var instance = WmioSeeds.Fill(1);
        var unit = Encode(instance).ToList();
        unit.AddRange(new byte[100]);
        var bytes = unit.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        SameObjects.Check(instance, Decoder.DecodeUnit(bytes).Instance!);
    }

    [Fact]
    public void Every_shorter_object_is_rejected_by_a_named_fact()
    {
        var unit = Encode(WmioSeeds.Fill(1));
        for (var length = 0; length < unit.Length; length++)
            Assert.Throws<MalformedException>(() => Decoder.DecodeUnit(unit.AsSpan(0, length)));
    }

    [Fact]
    public void Objects_within_objects_have_a_bound()
    {
        var limits = new WmioLimits { MaxDepth = 3 };
        Assert.NotNull(new WmioDecoder(limits).DecodeUnit(Encode(WmioSeeds.Fill(1))));
        var e = Assert.Throws<MalformedException>(() => new WmioDecoder(limits).DecodeUnit(Encode(WmioSeeds.Fill(4))));
        Assert.Equal(Malformed.TooDeep, e.Fact);
    }

    [Fact]
    public void References_to_one_item_do_not_multiply_it()
    {
        // A long text, and an array of a thousand references; all of them are turned to the long text.
        var c = new CimClass("Test", null,
        [
            new() { Name = "Long", Type = CimType.String, Origin = "Test", Index = 0 },
            new() { Name = "Many", Type = CimType.String, IsArray = true, Origin = "Test", Index = 1 },
        ]);
        var instance = new CimInstance(c) { [0] = new string('x', 60_000) };
        instance[1] = new CimArray(CimType.String, [.. Enumerable.Repeat((CimValue)"y", 1_000)]);
        var unit = Encode(instance);
        var count = unit.AsSpan().LastIndexOf(new byte[] { 0xe8, 0x03, 0, 0 });
        for (var i = 1; i <= 1_000; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(unit.AsSpan(count + 4 * i), 6);

        var e = Assert.Throws<MalformedException>(() => Decoder.DecodeUnit(unit));

        Assert.Equal(Malformed.OverBudget, e.Fact);
    }

    [Fact]
    public void A_large_object_is_rejected_before_it_is_read() => Assert.Equal(
        Malformed.OverBudget, Assert.Throws<MalformedException>(() => Decoder.DecodeBlock(new byte[(1 << 20) + 1])).Fact);

    [Fact]
    public void The_empty_object_is_one_without_class()
    {
        var writer = new ByteWriter([]);
        Encoders.WriteClassUnit(ref writer, new CimClass("", null, []));
        Assert.True(Decoder.DecodeUnit(writer.Written).IsEmpty);
        writer.Dispose();
    }

    private static CimClass Simple(params CimType[] types) => new("Test", null, types.Select((t, i) =>
        new CimProperty { Name = "P" + i, Type = t, Origin = "Test", Index = i }));

    private static byte[] Encode(CimInstance instance)
    {
        var writer = new ByteWriter([]);
        Encoders.For(instance.Class).WriteUnit(ref writer, instance);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    private static byte[] Row(CimClass c, CimInstance instance)
    {
        var writer = new ByteWriter([]);
        Encoders.For(c).WriteWithoutClass(ref writer, instance);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }
}
