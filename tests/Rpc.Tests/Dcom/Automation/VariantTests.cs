using System.Buffers;
using System.Globalization;
using Sekimori.Dcom.Automation;
using Sekimori.Ndr;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Dcom.Tests.Automation;

/// <summary>Values of automation, there and back.</summary>
[Trait("Size", "Large")]
public sealed class VariantTests
{
    private static readonly InterfacePointer Object = InterfacePointer.Of(new byte[] { 1, 2, 3 });

    private static readonly Variant[] Values =
    [
        Variant.Empty, Variant.Null, Variant.Missing, "text", (string?)null, "", -5, (short)-2, 1L << 40, 1.5, true, false,
        new DateTime(1900, 1, 4, 6, 0, 0), Variant.Of(VariantType.I1, -1), Variant.Of(VariantType.UI1, 255),
        Variant.Of(VariantType.UI2, 65535), Variant.Of(VariantType.UI4, uint.MaxValue), Variant.Of(VariantType.UI8, ulong.MaxValue),
        Variant.Of(VariantType.Int, -3), Variant.Of(VariantType.UInt, 3), Variant.Of(VariantType.R4, 0.5f),
        Variant.Of(VariantType.Currency, 5.25m), Variant.Of(VariantType.Decimal, -79228162514264337593543950335m),
        Variant.Of(VariantType.Decimal, 0.0000000000000000000000000001m), Variant.Of(VariantType.Dispatch, null),
        Variant.Of(VariantType.Dispatch, Object), Variant.Of(VariantType.Unknown, Object),
        Variant.Of(VariantType.Record, new UserRecord(Object, new byte[] { 4, 5 })),
        Variant.Of(VariantType.Record, new UserRecord(null, null)),
        SafeArray.Of<byte>(1, 2, 3), SafeArray.Of<sbyte>(-1), SafeArray.Of<short>(-1, 7), SafeArray.Of<ushort>(9), SafeArray.Of(1, 2),
        SafeArray.Of(1u, 2u), SafeArray.Of(1L, 2L), SafeArray.Of(1ul), SafeArray.Of(0.5f, 1f), SafeArray.Of(0.5, 1),
        SafeArray.Of(true, false),
        SafeArray.Of("a", null, ""), SafeArray.Of<Variant>(), SafeArray.Of<Variant>(1, "two", SafeArray.Of(3)),
        new SafeArray(VariantType.Currency, new[] { 1.5m, -2m }), new SafeArray(VariantType.Date, new[] { 1.5, 2 }),
        new SafeArray(VariantType.Error, new[] { 0x80004005u }),
        new SafeArray(VariantType.Unknown, new InterfacePointer?[] { Object, null }),
        new SafeArray(VariantType.Record, new[] { new UserRecord(Object, null) }),
        new SafeArray(VariantType.I4, Enumerable.Range(0, 24).ToArray(), new(2, 1), new(3, -1), new(4, 0)),
    ];

    [Fact]
    public void A_value_is_read_as_it_was_written()
    {
        foreach (var value in Values)
        {
            Assert.Equal(Text(value), Text(Back(value)));
            // clSize is the whole of it, in eights.
            Assert.Equal((Write(value).Length + 7) / 8, Write(value)[0]);
            Assert.Equal(Text(Variant.OfAny(value)), Text(Back(Variant.OfAny(value))));
            Variant pair = SafeArray.Of(value, value);
            Assert.Equal(Text(pair), Text(Back(pair)));
            if (value.Type is VariantType.Empty or VariantType.Null) continue;
            var reference = Variant.ByReference(value);
            Assert.Equal(value.Type | VariantType.ByReference, reference.Type);
            Assert.Equal(Text(reference), Text(Back(reference)));
        }
    }

    [Fact]
    public void Whatever_is_cut_or_changed_ends_in_a_named_fault()
    {
        var whole = Write(SafeArray.Of(Values));
        for (var length = 0; length < whole.Length; length++) Assert.Throws<MalformedException>(() => Read(whole[..length]));
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var changed = (byte[])whole.Clone();
            for (var n = random.Next(1, 4); n > 0; n--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                // What can be read can be written, and shown.
                Write(Read(changed));
            }
            catch (MalformedException)
            {
                // Named.
            }
        }
    }

    [Fact]
    public void Variants_within_variants_have_a_limit()
    {
        Variant deep = 1, wide = 1;
        for (var i = 0; i < NdrBudget.DefaultDepth / 2 - 1; i++) (deep, wide) = (Variant.OfAny(deep), SafeArray.Of(wide));
        Assert.Equal(Text(deep), Text(Back(deep)));
        Assert.Equal(Text(wide), Text(Back(wide)));
        for (var i = 0; i < NdrBudget.DefaultDepth; i++) (deep, wide) = (Variant.OfAny(deep), SafeArray.Of(wide));
        Assert.Equal(Malformed.TooDeep, Assert.Throws<MalformedException>(() => Back(deep)).Fact);
        Assert.Equal(Malformed.TooDeep, Assert.Throws<MalformedException>(() => Back(wide)).Fact);
    }

    [Theory]
    [InlineData("a type that nobody has", "03000000 00000000 0f00 000000000000 0f000000 00000000")]
    [InlineData("a variant without a reference", "03000000 00000000 0c00 000000000000 0c000000 00000000")]
    [InlineData("a reference to nothing", "03000000 00000000 0040 000000000000 00400000 01000000")]
    [InlineData("a null reference to nothing", "03000000 00000000 0040 000000000000 00400000 00000000")]
    [InlineData("the discriminant of another type", "03000000 00000000 0300 000000000000 02000000 ffffffff")]
    [InlineData("scale 29", "05000000 00000000 0e00 000000000000 0e000000 00000000 00001d00 00000000 0000000000000000")]
    [InlineData("sign 1", "05000000 00000000 0e00 000000000000 0e000000 00000000 00000001 00000000 0000000000000000")]
    [InlineData("2^31 bytes", "09000000 00000000 1120 000000000000 00200000 01000000 01000000 01000000 0100 0000 01000000 00000000 "
        + "10000000 00000080 01000000 00000080 00000000 00000080")]
    [InlineData("2^31-1 bytes", "09000000 00000000 1120 000000000000 00200000 01000000 01000000 01000000 0100 0000 01000000 00000000 "
        + "10000000 ffffff7f 01000000 ffffff7f 00000000 ffffff7f")]
    [InlineData("an array of decimals", "09000000 00000000 0e20 000000000000 00200000 01000000 01000000 01000000 0100 0000 01000000 "
        + "00000000 14000000 00000000 01000000 00000000 00000000 00000000")]
    [InlineData("65 dimensions", "09000000 00000000 1120 000000000000 00200000 01000000 01000000 41000000 4100 0000 01000000 00000000 "
        + "10000000 00000000 01000000 00000000 00000000 00000000")]
    [InlineData("no dimension", "09000000 00000000 1120 000000000000 00200000 01000000 01000000 00000000 0000 0000 01000000 00000000 "
        + "10000000 00000000 01000000 00000000 00000000 00000000")]
    [InlineData("numbers as texts", "09000000 00000000 0320 000000000000 00200000 01000000 01000000 01000000 0100 0000 01000000 00000000 "
        + "08000000 00000000 01000000 00000000 00000000 00000000")]
    public void Nonsense_is_refused(string what, string bytes)
    {
        Assert.NotEmpty(what);
        Assert.Throws<MalformedException>(() => Read(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal))));
    }

    [Fact]
    public void Values_that_do_not_fit_are_the_callers_mistake()
    {
        Assert.Throws<ArgumentException>(() => Variant.Of(VariantType.UI1, 256));
        Assert.Throws<ArgumentException>(() => Variant.Of(VariantType.Bstr | VariantType.ByReference, "x"));
        Assert.Throws<ArgumentException>(() => Variant.ByReference(Variant.Empty));
        Assert.Throws<ArgumentException>(() => new SafeArray(VariantType.I4, new[] { 1u }));
        Assert.Throws<ArgumentException>(() => new SafeArray(VariantType.I4, new[] { 1, 2 }, new SafeArrayBound(3, 0)));
        Assert.Throws<ArgumentException>(() => SafeArray.Of(Guid.Empty));
    }

    private static Variant Back(Variant value) => Read(Write(value));

    private static Variant Read(byte[] bytes)
    {
        var reader = new NdrReader(bytes, new(NdrSyntax.Ndr20), new NdrBudget(1 << 20));
        return Variant.ReadNdr(ref reader);
    }

    private static byte[] Write(Variant value)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new NdrWriter(output, NdrSyntax.Ndr20);
        Variant.WriteNdr(ref writer, value);
        writer.Complete();
        return output.WrittenSpan.ToArray();
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        Variant variant => $"{(ushort)variant.Type}({Text(variant.Value)})",
        SafeArray array => $"{array}{string.Join(',', array.Bounds)}[{string.Join(';', array.Values.Cast<object?>().Select(Text))}]",
        UserRecord record => $"{Text(record.Info)}/{(record.Data is { } data ? Convert.ToHexString(data.Span) : "none")}",
        InterfacePointer pointer => Convert.ToHexString(pointer.Data.Span),
        string text => $"\"{text}\"",
        _ => value.GetType().Name + Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
