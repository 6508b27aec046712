using Sekimori.Wire;

namespace Sekimori.Ndr.Tests;

public class StructureTests
{
    private static readonly Guid Uuid = new("12345778-1234-abcd-ef00-0123456789ac");
    private static readonly Numbers Numbers = new(1, 2, 3, 4, 5, 6, Uuid, -7);

    [Fact]
    public void Members_are_aligned_by_their_size_and_gaps_are_zero() =>
        Assert.Equal("01" + "00" + "0200" + "03" + "000000" + "04000000" + "05" + "000000" + "0600000000000000"
        + "785734123412cdabef000123456789ac" + "f9ff", Codec.Hex(Numbers));

    [Fact]
    public void Ndr64_fills_a_structure_up_to_its_alignment() =>
        Assert.Equal(Codec.Hex(Numbers) + "000000000000", Codec.Hex(Numbers, NdrSyntax.Ndr64));

    [Fact]
    public void The_senders_byte_order_is_read() => Assert.Equal(Numbers, Codec.Read<Numbers>(
        "01" + "00" + "0002" + "03" + "000000" + "00000004" + "05" + "000000" + "0000000000000006" + "123457781234abcdef000123456789ac"
        + "fff9", bigEndian: true));

    [Fact]
    public void What_stands_in_alignment_gaps_is_ignored() => Assert.Equal(Numbers, Codec.Read<Numbers>(
        "01" + "ff" + "0200" + "03" + "ffffff" + "04000000" + "05" + "ffffff" + "0600000000000000" + "785734123412cdabef000123456789ac"
        + "f9ff"));

    [Fact]
    public void Pointees_come_behind_the_structure_in_the_order_of_their_pointers() => Assert.Equal(
        "01000000" + "00000200" + "04000200" + "08000200" + "0c000200" + "09"                          // in place
        + "000000" + "02000000" + "00000000" + "02000000" + "41000000"                                    // Name
        + "0700"                                                                                          // Number
        + "0000" + "02000000" + "00000000" + "02000000" + "4200"                                          // Narrow
        + "0000" + "785734123412cdabef000123456789ac",                                                    // Required
        Codec.Hex(new Pointers(1, "A", 7, "B", Uuid, 9)));

    [Fact]
    public void A_structure_inside_a_structure_defers_its_pointees_to_the_end_of_the_outer_one()
    {
        var outer = new Outer(5, new Pointers(1, "in", null, null, Uuid, 2), Numbers);
        var bytes = Codec.Write(outer, NdrSyntax.Ndr20);
        // id, the inner structure in place (first, four pointers, last), the outer pointer; only then the first pointee's maximum count
        Assert.Equal("05000000" + "01000000" + "00000200" + "00000000" + "00000000" + "04000200" + "02000000" + "08000200" + "03000000",
            Convert.ToHexStringLower(bytes[..36]));
        Assert.Equal(outer, Codec.Read<Outer>(bytes, default));
    }

    [Theory]
    [InlineData(NdrSyntax.Ndr20, "02000000" + "0900" + "02" + "00" + "0a000000" + "0b000000")]
    [InlineData(NdrSyntax.Ndr64, "0200000000000000" + "0900" + "02" + "00" + "0a000000" + "0b000000")]
    public void A_conformant_structure_has_its_maximum_count_in_front(NdrSyntax syntax, string hex)
    {
        Assert.Equal(hex, Codec.Hex(new Blob(9, 2, [10, 11]), syntax));
        Assert.Equal([10u, 11u], Codec.Read<Blob>(hex, syntax).Items);
    }

    [Fact]
    public void A_maximum_count_that_its_member_contradicts_is_refused() =>
        Assert.Equal(Malformed.BadLength, Codec.Fact(() => Codec.Read<Blob>("02000000" + "0900" + "03" + "00" + "0a000000" + "0b000000")));

    [Fact]
    public void An_array_that_its_member_contradicts_is_the_callers_mistake() =>
        Assert.Throws<ArgumentException>(() => Codec.Write(new Blob(9, 3, [1, 2]), NdrSyntax.Ndr20));

    [Fact]
    public void Size_and_length_may_be_expressions()
    {
        const string hex = "0400" + "0600" + "00000200" + "03000000" + "00000000" + "02000000" + "41004200";
        Assert.Equal(hex, Codec.Hex(new UnicodeString(4, 6, ['A', 'B'])));
        Assert.Equal(['A', 'B'], Codec.Read<UnicodeString>(hex).Buffer!);
    }
}
