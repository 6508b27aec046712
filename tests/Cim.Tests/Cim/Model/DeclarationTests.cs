using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Cim.Tests;

public class DeclarationTests
{
    private const CimFlavors WholeFamily = CimFlavors.ToInstance | CimFlavors.ToSubclass | CimFlavors.NotOverridable;

    [Fact]
    public void Defaults_flavors_arrays_and_the_order_of_parameters_are_printed() => Assert.Equal("""
        [dynamic, provider ("Sekimori"), Locale (1033), UUID ("{0}")]
        class Test_Declared
        {
          [key, MaxLen (256)] string Name;
          [MappingStrings {"Win32|X"}] uint8 Level = 5;
          [DisplayName ("Text") : EnableOverride ToSubclass Amended] string Text = "a \"b\"";
          boolean On = TRUE;
          Test_Declared ref Other = "Test_Declared.Name=\"x\"";
          [static] uint32 Measure([out] string Unit, [in, Units ("seconds")] uint32 Time, [out] uint32 Length, [in] uint32 Times = 3);
        };

        """, MofPrinter.Print(Declared.Definition), ignoreCase: true);

    [Fact]
    public void A_new_instance_has_the_default_values()
    {
        var one = new Declared { Name = "x" };
        Assert.Equal((byte)5, one.Level);
        Assert.Equal("a \"b\"", one.Text);
        one.Level = null;
        Assert.Null(one.Level);
        Assert.Equal(5, new CimInstance(Declared.Definition)["Level"].AsInt64);
        Assert.True(Declared.Definition.CreateInstance()["On"].AsBoolean);
    }

    [Fact]
    public async Task An_argument_that_is_not_given_has_its_default_value()
    {
        var manager = new ObjectManagerBuilder().Add("root/t", new DeclaredProvider()).Build();
        var caller = new CimCaller(new Caller("o", Role.Operator, "Local", ProtectionLevel.Privacy), null);
        var target = CimObjectPath.Class("Test_Declared");
        var (_, result) = await manager.InvokeAsync(
            "root/t", target, "Measure", [new("Time", 7u)], caller, TestContext.Current.CancellationToken);
        Assert.Equal(21, result.Out[1].AsInt64);
    }

    [Theory]
    [InlineData("key", WholeFamily)]
    [InlineData("Singleton", WholeFamily)]
    [InlineData("CIMTYPE", CimFlavors.ToInstance | CimFlavors.ToSubclass)]
    [InlineData("ID", CimFlavors.ToInstance | CimFlavors.NotOverridable)]
    [InlineData("provider", CimFlavors.ToInstance)]
    [InlineData("abstract", CimFlavors.None)]
    [InlineData("Units", CimFlavors.ToSubclass)]
    public void Qualifiers_have_the_flavors_of_Windows(string name, CimFlavors flavors) =>
        Assert.Equal(flavors, new CimQualifier(name, true).Flavors);

    [Fact]
    public void A_qualifier_is_inherited_where_its_flavor_says_so()
    {
        var top = new CimClass("A", null, [], null, [new("abstract", true), new("dynamic", true), new("Description", "d"),
            new("Own", "x", CimFlavors.None)]);
        var derived = new CimClass("B", top, []);
        Assert.Equal(["Description"], derived.Qualifiers.Select(q => q.Name));
    }

    [Fact]
    public void A_parameter_in_both_lists_is_one_place_of_the_signature()
    {
        var method = new CimMethod
        {
            Name = "M", Origin = "A",
            In = [Parameter("a", 2), Parameter("both", 0)],
            Out = [Parameter("BOTH", 0), Parameter("c", 1), Parameter("d", null)],
        };
        Assert.Equal([("both", 0, true, true), ("c", 1, false, true), ("a", 2, true, false), ("d", 3, false, true)],
            method.Parameters.Select(p => (p.Parameter.Name, p.Id, p.IsIn, p.IsOut)));
    }

    [Fact]
    public void Depths_count_from_the_root_and_names_alone_make_a_derivation()
    {
        var c = new CimClass("C", null, [], derivation: ["B", "A"]);
        Assert.Equal((2, 1, 0, -1), (c.DepthOf("c"), c.DepthOf("B"), c.DepthOf("a"), c.DepthOf("X")));
        Assert.True(c.IsA("A") && !c.IsA("X"));
    }

    private static CimParameter Parameter(string name, int? id) => new() { Name = name, Type = CimType.String, Id = id };
}
