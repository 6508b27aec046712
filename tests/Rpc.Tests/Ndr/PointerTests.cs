using Sekimori.Wire;

namespace Sekimori.Ndr.Tests;

public class PointerTests
{
    [Theory]
    [InlineData(NdrSyntax.Ndr20)]
    [InlineData(NdrSyntax.Ndr64)]
    public void Two_full_pointers_to_one_object_are_one_pointee_and_one_object_again(NdrSyntax syntax)
    {
        var shared = new Link(7, null);
        var bytes = Codec.Write(new Twins(shared, shared, 9), syntax);
        Assert.Equal(syntax == NdrSyntax.Ndr20 ? 3 * 4 + 8 + 4 : 3 * 8 + 16 + 4, bytes.Length);
        var read = Codec.Read<Twins>(bytes, new(syntax));
        Assert.Same(read.Left, read.Right);
        Assert.Equal((7u, 9u), (read.Left!.Value, read.Number));
    }

    [Fact]
    public void Two_objects_that_are_equal_stay_two() => Assert.Equal(
        "01000000" + "02000000" + "00000000" + "07000000" + "00000000" + "07000000" + "00000000",
        Codec.Hex(new Twins(new Link(7, null), new Link(7, null), null)));

    [Fact]
    public void An_alias_of_a_pointee_of_another_type_is_refused() =>
        Assert.Equal(Malformed.BadValue,
        Codec.Fact(() => Codec.Read<Twins>("01000000" + "00000000" + "01000000" + "07000000" + "00000000")));

    [Fact]
    public void A_null_reference_pointer_is_refused_in_ndr64() =>
        Assert.Equal(Malformed.BadValue, Codec.Fact(() => Codec.Read<Pointers>(new string('0', 200), NdrSyntax.Ndr64)));

    [Fact]
    public void A_long_list_ends_at_the_depth_limit_not_in_the_stack()
    {
        var list = string.Concat(Enumerable.Repeat("0100000001000000", NdrBudget.DefaultDepth + 2));
        Assert.Equal(Malformed.TooDeep, Codec.Fact(() => Codec.Read<Link>(list)));
    }

    [Fact]
    public void A_list_within_the_depth_limit_is_read()
    {
        Link? list = null;
        for (var i = 0u; i < NdrBudget.DefaultDepth; i++) list = new Link(i, list);
        Assert.Equal(list, Codec.Read<Link>(Codec.Write(list!, NdrSyntax.Ndr64), new(NdrSyntax.Ndr64)));
    }
}
