using Sekimori.Wire;

namespace Sekimori.Ndr.Tests;

public class UnionTests
{
    [Fact]
    public void Ndr20_aligns_the_arm_by_itself() => Assert.Equal("0100" + "05", Codec.Hex<Chosen>(new Chosen.Number(5)));

    [Fact]
    public void Ndr64_aligns_every_arm_like_the_largest() =>
        Assert.Equal("01000000" + "00000000" + "05", Codec.Hex<Chosen>(new Chosen.Number(5), NdrSyntax.Ndr64));

    [Fact]
    public void An_empty_arm_is_its_discriminant_alone() => Assert.Equal("0000", Codec.Hex<Chosen>(new Chosen.Nothing()));

    [Fact]
    public void The_pointee_of_an_arm_comes_behind_the_structure_around_the_union()
    {
        const string hex = "0200" + "0200" + "00000200" + "0500" + "0000" + "02000000" + "00000000" + "02000000" + "41000000";
        Assert.Equal(new Tagged(Choice.Text, new Chosen.Text("A"), 5), Codec.Read<Tagged>(hex));
        Assert.Equal(hex, Codec.Hex(new Tagged(Choice.Text, new Chosen.Text("A"), 5)));
    }

    [Fact]
    public void A_discriminant_without_arm_is_refused() =>
        Assert.Equal(Malformed.BadValue, Codec.Fact(() => Codec.Read<Chosen>("0900" + "00000000")));

    [Fact]
    public void A_discriminant_that_its_member_contradicts_is_refused() =>
        Assert.Equal(Malformed.BadValue, Codec.Fact(() => Codec.Read<Tagged>("0300" + "0100" + "05" + "00" + "0500")));

    [Fact]
    public void An_arm_that_its_member_contradicts_is_the_callers_mistake() =>
        Assert.Throws<ArgumentException>(() => Codec.Write(new Tagged(Choice.Text, new Chosen.Number(1), 0), NdrSyntax.Ndr20));
}
