using Sekimori.Cim.Model;
using Sekimori.Cim.Tests;
using Sekimori.Wire;
using Sekimori.Wmi.Operations;
using Sekimori.Wmi.Server;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Tests.Operations;

public class WmiNamespaceTests
{
    private static readonly WmioDecoder Decoder = new(new WmioLimits());

    private readonly TestSpace _test = new();

    [Theory]
    [InlineData("//./root/test")]
    [InlineData(@"\\HOST\ROOT\Test")]
    [InlineData(@"root\test")]
    [InlineData("//other.example/root/test")]
    public async Task A_namespace_is_found_by_every_spelling(string path) =>
        Assert.Equal("root/test", (await _test.Service.OpenAsync(path, TestSpace.Reader, TestSpace.Token)).Name);

    [Theory]
    [InlineData("root/none", 0x8004100E)]
    [InlineData("//./", 0x8004100E)]
    [InlineData("", 0x80041008)]
    public async Task Another_namespace_is_told_as_Windows_does(string path, uint status) =>
        Assert.Equal(status, await TestSpace.Failure(() => _test.Service.OpenAsync(path, TestSpace.Reader, TestSpace.Token).AsTask()));

    [Fact]
    public async Task A_path_that_is_too_long_is_over_a_quota() => Assert.Equal(WbemStatus.QuotaViolation, await TestSpace.Failure(
        () => _test.Service.OpenAsync(new string('x', 8_174), TestSpace.Reader, TestSpace.Token).AsTask()));

    [Theory]
    [InlineData("below")]
    [InlineData("/below/")]
    [InlineData(@"root\test\below")]
    [InlineData("//HOST/root/test/below")]
    public async Task A_child_is_opened_from_its_parent(string path) =>
        Assert.Equal("root/test/below", (await _test.Space.OpenChildAsync(path, TestSpace.Reader, TestSpace.Token)).Name);

    [Theory]
    [InlineData("//./root/test")]
    [InlineData("beside")]
    [InlineData("..")]
    public async Task What_is_not_below_is_no_child(string path) => Assert.Equal((uint)CimStatus.InvalidNamespace,
        await TestSpace.Failure(() => _test.Space.OpenChildAsync(path, TestSpace.Reader, TestSpace.Token).AsTask()));

    [Fact]
    public async Task GetObject_gives_a_class_an_instance_and_the_empty_object()
    {
        var c = Decoder.DecodeUnit(_test.Space.Encode(
            await _test.Space.GetObjectAsync("test_greeting", 0, TestSpace.Reader, TestSpace.Token)));
        Assert.Null(c.Instance);
        SameObjects.Check(Greeting.Definition, c.Class);
        var one = Decoder.DecodeUnit(_test.Space.Encode(
            await _test.Space.GetObjectAsync("Test_Greeting.Name=\"b\"", 0x20000, TestSpace.Reader, TestSpace.Token)));
        Assert.Equal("b", one.Instance!["Name"].AsString);
        Assert.Equal(("HOST", @"ROOT\test"), (one.Host, one.Namespace));
        foreach (var path in new[] { null, "" })
            Assert.True(Decoder.DecodeUnit(_test.Space.Encode(
                await _test.Space.GetObjectAsync(path, 0, TestSpace.Reader, TestSpace.Token))).IsEmpty);
    }

    [Theory]
    [InlineData("No_Class", 0, 0x80041002)]
    [InlineData("No_Class.Name=\"x\"", 0, 0x80041002)]
    [InlineData("Test_Greeting.Name=\"x\"", 0, 0x80041002)]
    [InlineData("Test_Greeting.Other=\"x\"", 0, 0x8004103A)]
    [InlineData("=", 0, 0x8004103A)]
    [InlineData("Test_Greeting", 4, 0x80041008)]
    public async Task GetObject_fails_as_Windows_does(string path, int flags, uint status) => Assert.Equal(status, await TestSpace.Failure(
        async () => await _test.Space.GetObjectAsync(path, flags, TestSpace.Reader, TestSpace.Token)));

    [Theory]
    [InlineData("XQL", "SELECT * FROM Test_Greeting", 0, 0x80041018)]
    [InlineData("wql", "SELECT * FROM No_Class", 0, 0x80041010)]
    [InlineData("WQL", "SELECT Nothing FROM Test_Greeting", 0, 0x80041017)]
    [InlineData("WQL", "SELEKT", 0, 0x80041017)]
    [InlineData("WQL", null, 0, 0x80041008)]
    [InlineData("WQL", "SELECT * FROM Test_Greeting", 8, 0x80041008)]
    public async Task A_query_fails_as_Windows_does(string language, string? query, int flags, uint status)
    {
        Assert.Equal(status, await TestSpace.Failure(
            async () => await _test.Space.QueryAsync(language, query, flags, TestSpace.Reader, TestSpace.Token)));
        Assert.Equal(0, _test.Service.Budget.Operations);
    }

    [Fact]
    public async Task A_query_that_is_too_long_is_over_a_quota() => Assert.Equal(WbemStatus.QuotaViolation, await TestSpace.Failure(
        async () => await _test.Query("SELECT * FROM Test_Greeting WHERE Name = '" + new string('x', 16_384) + "'")));

    [Fact]
    public async Task Columns_are_in_the_order_and_spelling_of_the_class_and_have_the_keys_if_they_must_be_locatable()
    {
        var (rows, _) = await TestSpace.Next(await _test.Query("SELECT numbers, age FROM Test_Greeting"), 1);
        Assert.Equal(["Age", "Numbers"], rows[0].Class.Properties.Select(p => p.Name));
        (rows, _) = await TestSpace.Next(await _test.Query("SELECT age FROM Test_Greeting", 0x100), 1);
        Assert.Equal(["Name", "Age"], rows[0].Class.Properties.Select(p => p.Name));
        Assert.Equal("a", rows[0].Instance!["Name"].AsString);
        (rows, _) = await TestSpace.Next(await _test.Query("SELECT __RELPATH, __superclass FROM Test_Greeting"), 1);
        Assert.Equal("Name", Assert.Single(rows[0].Class.Properties).Name);
        Assert.Equal(["Test_Base"], rows[0].Class.Derivation);
    }

    [Fact]
    public async Task A_prototype_describes_the_rows_instead_of_giving_them()
    {
        var (rows, status) = await TestSpace.Next(await _test.Query("SELECT Age FROM Test_Greeting", 2), 5);
        Assert.Equal(WbemStatus.False, status);
        var found = Assert.Single(rows);
        Assert.True(found.IsPrototype);
        Assert.Null(found.Instance);
        Assert.Equal("Age", Assert.Single(found.Class.Properties).Name);
    }

    [Fact]
    public async Task Classes_are_enumerated_deep_and_shallow()
    {
        async Task<string[]> Names(string? super, int flags) =>
            [.. (await TestSpace.Next(await _test.Space.EnumerateClassesAsync(super, flags, TestSpace.Reader, TestSpace.Token), 100))
                .Rows.Select(r => r.Class.Name)];
        Assert.Contains("Test_Greeting", await Names(null, 0));
        Assert.DoesNotContain("Test_Greeting", await Names("", 1));
        Assert.Contains("Test_Base", await Names("", 1));
        Assert.Equal(["Test_Greeting"], await Names("test_base", 0));
    }

    [Fact]
    public async Task Instances_are_enumerated_with_those_of_subclasses_or_without()
    {
        async Task<int> Count(int flags) => (await TestSpace.Next(
            await _test.Space.EnumerateInstancesAsync("Test_Base", flags, TestSpace.Reader, TestSpace.Token), 100)).Rows.Count;
        Assert.Equal(2, await Count(0));
        Assert.Equal(0, await Count(1));
    }

    [Fact]
    public async Task A_method_gets_what_a_client_encodes_and_its_answer_has_the_return_value()
    {
        var method = Greeting.Definition.FindMethod("Greet")!;
        var signature = MethodSignature.In(method)!;
        var arguments = new CimInstance(signature);
        arguments.Set("Who", "you");
        arguments.Set("Options", new TestOptions { Words = ["one", "two"] });
        var writer = new ByteWriter([]);
        new WmioEncoders("CLIENT", "root/test").For(signature).WriteUnit(ref writer, arguments);
        var unit = writer.Written.ToArray();
        var sent = ClassObject.ToPointer(unit);
        writer.Dispose();

        var answer = Decoder.DecodeUnit(_test.Space.Encode(
            await _test.Space.InvokeAsync("Test_Greeting.Name='a'", "GREET", 0, sent, TestSpace.Administrator, TestSpace.Token))).Instance!;

        Assert.Equal("__PARAMETERS", answer.Class.Name);
        Assert.Equal("a greets you", answer["Text"].AsString);
        Assert.Equal(2, answer["Count"].AsInt64);
        Assert.Equal(0, answer["ReturnValue"].AsInt64);
        Assert.Equal((uint)CimStatus.InvalidMethod, await TestSpace.Failure(async () =>
            await _test.Space.InvokeAsync("Test_Greeting.Name='a'", "None", 0, null, TestSpace.Administrator, TestSpace.Token)));
        Assert.Equal((uint)CimStatus.AccessDenied, await TestSpace.Failure(async () =>
            await _test.Space.InvokeAsync("Test_Greeting.Name='a'", "Greet", 0, sent, TestSpace.Reader, TestSpace.Token)));
        var cut = ClassObject.ToPointer(unit[..90]);
        Assert.Equal(WbemStatus.InvalidObject, await TestSpace.Failure(async () =>
            await _test.Space.InvokeAsync("Test_Greeting.Name='a'", "Greet", 0, cut, TestSpace.Administrator, TestSpace.Token)));
    }

    [Fact]
    public async Task Where_nothing_can_be_changed_a_change_says_so()
    {
        var unit = _test.Space.Encode(await _test.Space.GetObjectAsync("Test_Greeting.Name='a'", 0, TestSpace.Reader, TestSpace.Token));
        async Task<uint> Put(int flags) => await TestSpace.Failure(
            async () => await _test.Space.PutInstanceAsync(ClassObject.ToPointer(unit), flags, TestSpace.Administrator, TestSpace.Token));
        Assert.Equal((uint)CimStatus.ProviderNotCapable, await Put(2));
        Assert.Equal(WbemStatus.InvalidParameter, await Put(3));
        Assert.Equal((uint)CimStatus.NotFound, await TestSpace.Failure(async () =>
            await _test.Space.DeleteInstanceAsync("No_Class.Name=\"x\"", 0, TestSpace.Administrator, TestSpace.Token)));
        Assert.Equal((uint)CimStatus.ProviderNotCapable, await TestSpace.Failure(async () =>
            await _test.Space.DeleteInstanceAsync("Test_Greeting.Name=\"a\"", 0, TestSpace.Administrator, TestSpace.Token)));
    }
}
