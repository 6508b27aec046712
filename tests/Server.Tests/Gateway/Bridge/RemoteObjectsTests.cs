using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Server.Tests.Gateway.Bridge;

/// <summary>What a target may answer, and what goes to it: whatever a caller writes, and whatever a hostile target says.</summary>
public sealed class RemoteObjectsTests
{
    private const string Space = "root/cimv2";

    private static readonly CimClass Thing = FakeObjects.Class("Lab_Thing", null, "Name", "Text");
    private static readonly CimClass Secret = FakeObjects.Class("Lab_Secret", Thing, "Word");

    private readonly FakeObjects _objects = new();

    public RemoteObjectsTests()
    {
        _objects.Classes["Lab_Thing"] = Thing;
        _objects.Classes["Lab_Secret"] = Secret;
        _objects.Rows.Add(FakeObjects.Row(Thing, "a", "one"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_class_that_is_denied_is_not_asked_for_by_any_spelling()
    {
        var guard = new FakeGuard("Lab_Secret");
        var caller = Administrator(guard);
        foreach (var name in (string[])["Lab_Secret", "LAB_SECRET", "lab_secret"])
        {
            await DeniedAsync(() => _objects.GetAsync(Space, CimObjectPath.Of(name, "Name", "a"), caller, Token).AsTask());
            await DeniedAsync(() => _objects.EnumerateAsync(Space, name, caller, Token).AsTask());
            await DeniedAsync(() => _objects.QueryAsync(Space, $"select * from {name}", caller, Token).AsTask());
            await DeniedAsync(() => _objects.QueryAsync(Space, $"associators of {{{name}.Name='a'}}", caller, Token).AsTask());
            await DeniedAsync(() => _objects.InvokeAsync(Space, CimObjectPath.Of(name, "Name", "a"), "do", [], caller, Token).AsTask());
            await DeniedAsync(() => _objects.PutAsync(Space, CimObjectPath.Of(name, "Name", "a"), [], caller, Token).AsTask());
            await DeniedAsync(() => _objects.CreateAsync(Space, name, [], caller, Token).AsTask());
            await DeniedAsync(() => _objects.DeleteAsync(Space, CimObjectPath.Of(name, "Name", "a"), caller, Token).AsTask());
            await DeniedAsync(() => _objects.ReadClassAsync(Space, name, caller, Token).AsTask());
        }
        Assert.All(_objects.Asked, asked => Assert.StartsWith("class ", asked));
    }

    [Fact]
    public async Task An_object_of_a_denied_class_is_reached_through_no_superclass()
    {
        _objects.Rows[0] = FakeObjects.Row(Secret, "a", "one", "sesame");
        var caller = Administrator(new FakeGuard("Lab_Secret"));
        await DeniedAsync(() => _objects.GetAsync(Space, CimObjectPath.Of("Lab_Thing", "Name", "a"), caller, Token).AsTask());
        await DeniedAsync(() => _objects.EnumerateAsync(Space, "Lab_Thing", caller, Token).AsTask());
        await DeniedAsync(() => _objects.QueryAsync(Space, "SELECT Name FROM Lab_Thing", caller, Token).AsTask());
        await DeniedAsync(() => _objects.InvokeAsync(
            Space, CimObjectPath.Of("Lab_Thing", "Name", "a"), "Do", [], caller, Token).AsTask());
        await DeniedAsync(() => _objects.PutAsync(Space, CimObjectPath.Of("Lab_Thing", "Name", "a"), [], caller, Token).AsTask());
        await DeniedAsync(() => _objects.DeleteAsync(Space, CimObjectPath.Of("Lab_Thing", "Name", "a"), caller, Token).AsTask());
        Assert.DoesNotContain(_objects.Asked, asked => asked.Split(' ')[0] is "call" or "put" or "remove");
        Assert.Equal(0, _objects.Open);
    }

    [Fact]
    public async Task Later_rows_are_evaluated_as_the_first_one()
    {
        _objects.Rows.Add(FakeObjects.Row(Secret, "b", "two", "sesame"));
        var rows = await _objects.EnumerateAsync(Space, "Lab_Thing", Administrator(new FakeGuard("Lab_Secret")), Token);
        var seen = new List<string>();
        await DeniedAsync(async () =>
        {
            await foreach (var row in rows) seen.Add(row.ToString());
        });
        Assert.Equal(["Lab_Thing.Name=\"a\""], seen);
    }

    [Fact]
    public async Task A_query_of_associations_is_denied_where_the_policy_has_rules_about_classes()
    {
        var objects = new FakeObjects(() => true);
        objects.Classes["Lab_Thing"] = Thing;
        await DeniedAsync(() => objects.QueryAsync(
            Space, "ASSOCIATORS OF {Lab_Thing.Name='a'}", Administrator(new FakeGuard()), Token).AsTask());
        Assert.Empty(objects.Asked);
    }

    [Theory]
    [InlineData("select Name from lab_thing where Name = 'x'", "SELECT Name FROM lab_thing WHERE Name = \"x\"")]
    [InlineData("SELECT * FROM Lab_Thing WHERE Text = 'it\\'s \"quoted\" \\\\ here'",
        "SELECT * FROM Lab_Thing WHERE Text = \"it's \\\"quoted\\\" \\\\ here\"")]
    [InlineData("SELECT * FROM Lab_Thing WHERE Text='a' or (Name=\"b\" and not Name like 'c%')",
        "SELECT * FROM Lab_Thing WHERE Text = \"a\" OR (Name = \"b\" AND NOT Name LIKE \"c%\")")]
    [InlineData("ASSOCIATORS OF {\\\\.\\root\\cimv2:Lab_Thing.Name='a} WHERE ResultClass = X'} WHERE KeysOnly",
        "ASSOCIATORS OF {Lab_Thing.Name=\"a} WHERE ResultClass = X\"} WHERE KeysOnly")]
    public async Task A_query_goes_on_as_it_was_read(string sent, string written)
    {
        await _objects.QueryAsync(Space, sent, Administrator(new FakeGuard()), Token);
        Assert.Equal(written, _objects.Asked[^1]);
    }

    [Theory]
    [InlineData("SELECT * FROM Lab_Thing WHERE Name = 'a' ; SELECT * FROM Lab_Secret")]
    [InlineData("SELECT * FROM Lab_Thing WHERE Name = 'a' OR 'b' = 'b'")]
    [InlineData("SELECT * FROM Lab_Thing, Lab_Secret")]
    [InlineData("SELECT * FROM meta_class")]
    [InlineData("ASSOCIATORS OF {Lab_Thing} WHERE SchemaOnly")]
    public async Task A_query_that_reads_as_two_does_not_go_on(string sent)
    {
        await Assert.ThrowsAnyAsync<CimException>(
            async () => await _objects.QueryAsync(Space, sent, Administrator(new FakeGuard()), Token));
        Assert.All(_objects.Asked, asked => Assert.StartsWith("class ", asked));
    }

    [Fact]
    public async Task A_key_stays_one_key_whatever_is_in_it()
    {
        const string Key = "a\",Text=\"b\\";
        _objects.Rows[0] = FakeObjects.Row(Thing, Key, "one");
        var found = await _objects.GetAsync(Space, CimObjectPath.Of("lab_thing", "name", Key), Administrator(new FakeGuard()), Token);
        Assert.Equal(Key, found["Name"].AsString);
        Assert.Equal("get root/cimv2:Lab_Thing.Name=\"a\\\",Text=\\\"b\\\\\"", _objects.Asked[^1]);
        Assert.True(CimObjectPath.TryParse(_objects.Asked[^1]["get root/cimv2:".Length..], out var again));
        Assert.Equal(Key, Assert.Single(again.Keys).Value.AsString);
    }

    [Theory]
    [InlineData("root/cimv2/../../other")]
    [InlineData("root/ci mv2")]
    [InlineData("root/cimv2:Lab_Thing")]
    [InlineData("")]
    public async Task A_namespace_is_a_name(string name)
    {
        var failure = await Assert.ThrowsAsync<CimException>(
            async () => await _objects.FindNamespaceAsync(name, Administrator(null), Token));
        Assert.Equal(CimStatus.InvalidNamespace, failure.Status);
        Assert.Empty(_objects.Asked);
    }

    [Fact]
    public async Task A_path_to_another_host_is_denied_and_the_targets_own_names_are_its_host()
    {
        var path = CimObjectPath.Of("Lab_Thing", "Name", "a") with { Namespace = @"ROOT/Cimv2" };
        foreach (var host in (string[])[".", "fake", "FAKE", "198.51.100.1"])
            await _objects.GetAsync("root/other", path with { Host = host }, Administrator(null), Token);
        Assert.Equal("get root/cimv2:Lab_Thing.Name=\"a\"", _objects.Asked[^1]);
        var failure = await Assert.ThrowsAsync<CimException>(
            async () => await _objects.GetAsync(Space, path with { Host = "elsewhere" }, Administrator(null), Token));
        Assert.Equal(CimStatus.InvalidObjectPath, failure.Status);
    }

    [Fact]
    public async Task A_role_means_what_it_means_on_a_server()
    {
        var path = CimObjectPath.Of("Lab_Thing", "Name", "a");
        foreach (var (role, work) in new (Role, Func<CimCaller, Task>)[]
        {
            (Role.None, caller => _objects.GetAsync(Space, path, caller, Token).AsTask()),
            (Role.None, caller => _objects.FindNamespaceAsync(Space, caller, Token).AsTask()),
            (Role.Reader, caller => _objects.InvokeAsync(Space, path, "Do", [], caller, Token).AsTask()),
            (Role.Operator, caller => _objects.PutAsync(Space, path, [], caller, Token).AsTask()),
            (Role.Operator, caller => _objects.CreateAsync(Space, "Lab_Thing", [], caller, Token).AsTask()),
            (Role.Operator, caller => _objects.DeleteAsync(Space, path, caller, Token).AsTask()),
        })
            await DeniedAsync(() => work(new(new Caller("c", role, "NTLM", ProtectionLevel.Privacy), null)));
        Assert.Empty(_objects.Asked);
    }

    public static TheoryData<string> Answers =>
        ["control", "markup", "quote", "type", "other class", "itself", "too deep", "another", "unknown property"];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_hostile_answer_does_not_go_on(string what)
    {
        switch (what)
        {
            case "markup": _objects.Classes["Lab_Thing"] = FakeObjects.Class("Lab_Thing", null, "Name", "a><b x='"); break;
            case "control":
                _objects.Classes["Lab_Thing"] = new("Lab_Thing", null, [Property("Name", 0, "Lab\u0001", isKey: true)]);
                break;
            case "quote": _objects.Classes["Lab_Thing"] = FakeObjects.Class("Lab_Thing", null, "Name=\"", "Text"); break;
            case "type":
                var other = new CimClass("Lab_Thing", null,
                    [new() { Name = "Name", Type = CimType.UInt32, Index = 0, Origin = "Lab_Thing", IsKey = true }]);
                _objects.Rows[0] = new(other);
                break;
            case "other class":
                _objects.Rows[0] = FakeObjects.Row(_objects.Classes["Other"] = FakeObjects.Class("Other", null, "Name"), "a");
                break;
            case "itself": _objects.Classes["Lab_Thing"] = new("Lab_Thing", null, [], derivation: ["Lab_Other", "Lab_Thing"]); break;
            case "too deep":
                _objects.Classes["Lab_Thing"] = new("Lab_Thing", null, [], derivation: [.. Enumerable.Range(0, 1000).Select(i => $"C{i}")]);
                break;
            case "another": _objects.Classes["Lab_Thing"] = Secret; break;
            default: _objects.Rows[0] = FakeObjects.Row(FakeObjects.Class("Lab_Thing", null, "Name", "Else"), "a", "b"); break;
        }
        var failure = await Assert.ThrowsAsync<CimException>(
            async () => await _objects.EnumerateAsync(Space, "Lab_Thing", Administrator(new FakeGuard()), Token));
        Assert.Equal(CimStatus.Failed, failure.Status);
        Assert.Single(_objects.Logged);
        Assert.DoesNotContain(_objects.Logged[0], failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, _objects.Open);
        Assert.True(_objects.Asked.Count < 40);
    }

    [Fact]
    public async Task An_enumeration_without_end_is_read_as_far_as_its_reader_wants()
    {
        _objects.IsEndless = true;
        using var ending = new CancellationTokenSource();
        var rows = await _objects.EnumerateAsync(Space, "Lab_Thing", Administrator(null), ending.Token);
        Assert.Equal(1, _objects.Open);
        var reader = rows.GetAsyncEnumerator(Token);
        for (var i = 0; i < 1000; i++) Assert.True(await reader.MoveNextAsync());
        // It was never disposed of: the token of its context is enough.
        await ending.CancelAsync();
        Assert.Equal(0, _objects.Open);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.MoveNextAsync());
    }

    [Fact]
    public async Task Properties_have_one_place_in_a_class_and_in_all_that_derive_from_it()
    {
        // Each definition as a target sends it: all properties, sorted by name.
        _objects.Classes["Lab_Secret"] = new("Lab_Secret", null,
        [
            Property("Aaa", 0, "Lab_Secret"), Property("Name", 1, "Lab_Thing", isKey: true), Property("Text", 2, "Lab_Thing"),
        ], derivation: ["Lab_Thing"]);
        var derived = (await _objects.FindClassAsync(Space, "Lab_Secret", Administrator(null), Token))!;
        var above = (await _objects.FindClassAsync(Space, "Lab_Thing", Administrator(null), Token))!;
        Assert.Same(above, derived.Superclass);
        foreach (var property in above.Properties) Assert.Equal(property.Index, derived.FindProperty(property.Name)!.Index);
        _objects.Rows[0] = FakeObjects.Row(_objects.Classes["Lab_Secret"], "extra", "key", "text");
        var row = await _objects.GetAsync(Space, CimObjectPath.Of("Lab_Thing", "Name", "key"), Administrator(null), Token);
        Assert.Equal("Lab_Secret.Name=\"key\"", row.ToString());
        Assert.Equal(("extra", "text"), (row["Aaa"].AsString, row["Text"].AsString));
    }

    private static CimProperty Property(string name, int index, string origin, bool isKey = false) =>
        new() { Name = name, Type = CimType.String, Index = index, Origin = origin, IsKey = isKey };

    private static CimCaller Administrator(ICimGuard? guard) =>
        new(new Caller("alice", Role.Administrator, "NTLM", ProtectionLevel.Privacy), guard);

    private static async Task DeniedAsync(Func<Task> work) =>
        Assert.Equal(CimStatus.AccessDenied, (await Assert.ThrowsAnyAsync<CimException>(work)).Status);
}
