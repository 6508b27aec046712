using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Cim.Tests;

public class ObjectManagerTests
{
    private static readonly CimCaller _reader = new(new Caller("r", Role.Reader, "Local", ProtectionLevel.Privacy), null);
    private static readonly CimCaller _operator = _reader with { Identity = _reader.Identity with { Role = Role.Operator } };
    private static readonly CimCaller _administrator = _reader with { Identity = _reader.Identity with { Role = Role.Administrator } };
    private static readonly CimCaller _anonymous = new(Caller.Anonymous, null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static CimObjectPath A => CimObjectPath.Of("Test_Greeting", "Name", "a");

    [Fact]
    public async Task Instances_of_a_class_come_through_its_superclass_as_well()
    {
        var manager = Make(new GreetingProvider());
        Assert.Equal(2, await (await manager.EnumerateAsync("root/t", "Test_Base", _reader, Token)).CountAsync(Token));
        var b = await manager.GetAsync("root\\t", CimObjectPath.Of("test_base", "NAME", "B"), _reader, Token);
        Assert.Equal("Test_Greeting.Name=\"b\"", b.GetPath()!.ToString());
        Assert.Equal(2, b["Numbers"].AsArray!.Count);
        Assert.Equal([(ushort)1, 2], ((Greeting)b).Numbers!);
    }

    [Theory]
    [InlineData("root/nowhere", "Test_Base", CimStatus.InvalidNamespace)]
    [InlineData("root/t", "Nothing", CimStatus.InvalidClass)]
    public async Task What_is_not_there_is_named_at_once(string space, string name, CimStatus status) =>
        Assert.Equal(
        status, (await Fails(async () => await Make(new GreetingProvider()).EnumerateAsync(space, name, _reader, Token))).Status);

    [Fact]
    public async Task Without_a_role_nothing_can_be_read()
    {
        var manager = Make(new GreetingProvider());
        Assert.Equal(CimStatus.AccessDenied,
            (await Fails(async () => await manager.EnumerateAsync("root/t", "Test_Base", _anonymous, Token))).Status);
        Assert.Equal(CimStatus.AccessDenied, (await Fails(async () => await manager.GetAsync("root/t", A, _anonymous, Token))).Status);
        Assert.Equal(CimStatus.AccessDenied,
            (await Fails(async () => await manager.QueryAsync("root/t", "nonsense", _anonymous, Token))).Status);
    }

    [Fact]
    public async Task A_method_gets_its_arguments_by_name_from_text_and_embedded_objects()
    {
        var manager = Make(new GreetingProvider());
        var options = new CimInstance(manager.GetClass("root/t", "Test_Options", _reader));
        options.Set("Words", CimArray.Of(["x", "y", "z"]));
        var (method, result) = await manager.InvokeAsync(
            "root/t", A, "greet", [new("WHO", "you"), new("Options", options)], _operator, Token);
        Assert.Equal(["Text", "Count"], method.Out.Select(o => o.Name));
        Assert.Equal("a greets you", result.Out[0].AsString);
        Assert.Equal(3, result.Out[1].AsInt64);
        var (_, waited) = await manager.InvokeAsync(
            "root/t", CimObjectPath.Class("Test_Greeting"), "Wait", [new("Milliseconds", "1")], _administrator, Token);
        Assert.Equal(7, waited.ReturnValue.AsInt64);
    }

    [Theory]
    [InlineData("Nothing", "Who", "x", CimStatus.InvalidMethod)]
    [InlineData("Greet", "Whom", "x", CimStatus.InvalidMethodParameters)]
    [InlineData("Greet", "Options", "x", CimStatus.InvalidMethodParameters)]
    [InlineData("Wait", "Milliseconds", "x", CimStatus.InvalidMethodParameters)]
    [InlineData("Wait", "Milliseconds", "4294967296", CimStatus.InvalidMethodParameters)]
    public async Task Wrong_arguments_are_named(string method, string parameter, string value, CimStatus status) => Assert.Equal(status,
        (await Fails(async () => await Make(new GreetingProvider())
        .InvokeAsync("root/t", A, method, [new(parameter, value)], _administrator, Token))).Status);

    [Fact]
    public async Task Each_method_has_its_least_role()
    {
        var manager = Make(new GreetingProvider());
        Assert.Equal(CimStatus.AccessDenied,
            (await Fails(async () => await manager.InvokeAsync("root/t", A, "Greet", [new("Who", "x")], _reader, Token))).Status);
        Assert.Equal(CimStatus.AccessDenied,
            (await Fails(async () => await manager.InvokeAsync("root/t", A, "Wait", [new("Milliseconds", 1u)], _operator, Token))).Status);
        Assert.Equal(CimStatus.AccessDenied,
            (await Fails(async () => await manager.InvokeAsync("root/t", A, "NoSuchMethod", [], _reader, Token))).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_provider_throws_becomes_a_named_status(bool blocks)
    {
        var manager = Make(new GreetingProvider { Blocks = blocks, Source = _ => throw new InvalidOperationException("secret") });
        var e = await Fails(async () => await (await manager.EnumerateAsync("root/t", "Test_Greeting", _reader, Token)).CountAsync(Token));
        Assert.Equal(CimStatus.ProviderFailure, e.Status);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        Assert.Equal(CimStatus.ProviderFailure, (await Fails(async () => await manager.GetAsync("root/t", A, _reader, Token))).Status);
    }

    [Fact]
    public async Task A_provider_that_hangs_is_given_up_on_and_after_some_times_no_longer_asked()
    {
        using var forever = new ManualResetEventSlim();
        var limits = new CimLimits { ProviderTimeout = TimeSpan.FromMilliseconds(50), MaxStuckCalls = 2 };
        var manager = Make(new GreetingProvider { Source = _ => Hang(forever) }, limits);
        Assert.Equal(CimStatus.ProviderTimedOut,
            (await Fails(async () =>
            await (await manager.EnumerateAsync("root/t", "Test_Greeting", _reader, Token)).CountAsync(Token))).Status);
        Assert.Equal(CimStatus.ProviderTimedOut, (await Fails(async () => await manager.GetAsync("root/t", A, _reader, Token))).Status);
        Assert.Equal(CimStatus.NotAvailable, (await Fails(async () => await manager.GetAsync("root/t", A, _reader, Token))).Status);
        forever.Set();
        for (var i = 0; i < 100; i++)
        {
            await Task.Delay(10, Token);
            if ((await Fails(
                async () => await manager.GetAsync(
                "root/t", CimObjectPath.Of("Test_Greeting", "Name", "q"), _reader, Token))).Status == CimStatus.NotFound)
                return;
        }
        Assert.Fail("It is not asked again after it came back.");
    }

    [Fact]
    public async Task A_provider_that_never_ends_stops_when_its_reader_does_and_runs_no_further_ahead_than_some_batches()
    {
        var made = 0;
        var manager = Make(new GreetingProvider
        {
            Source = _ => Enumerable.Range(0, int.MaxValue).Select(i => new Greeting { Name = $"{made = i}" })
        });
        var read = await (await manager.EnumerateAsync("root/t", "Test_Greeting", _reader, Token)).Take(10).CountAsync(Token);
        Assert.Equal(10, read);
        await Task.Delay(100, Token);
        var before = made;
        await Task.Delay(50, Token);
        Assert.Equal(before, made);
        Assert.InRange(made, 10, 1000);
    }

    [Fact]
    public async Task Cancelling_ends_an_enumeration()
    {
        using var cancel = new CancellationTokenSource();
        var manager = Make(new GreetingProvider
        {
            Source = _ => Enumerable.Range(0, int.MaxValue).Select(i => new Greeting { Name = $"{i}" })
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in await manager.EnumerateAsync("root/t", "Test_Greeting", _reader, cancel.Token))
                await cancel.CancelAsync();
        });
    }

    [Fact]
    public async Task Conditions_and_wanted_properties_reach_the_provider()
    {
        var manager = Make(new GreetingProvider
        {
            Source = request =>
            {
                Assert.Equal("Age", Assert.Single(request.Conditions).Property.Name);
                Assert.True(request.Includes(Greeting.At.Age) && request.Includes(Greeting.At.Name)
                    && request.Includes(Greeting.At.Caption));
                Assert.False(request.Includes(Greeting.At.Numbers));
                return [new Greeting { Name = "x", Age = 5 }, new Greeting { Name = "y", Age = 4 }];
            },
        });
        var result = await manager.QueryAsync("root/t", "SELECT Caption FROM Test_Greeting WHERE Age >= 5", _reader, Token);
        Assert.Equal("x", Assert.Single(await result.Instances.ToListAsync(Token))["Name"].AsString);
    }

    [Fact]
    public void A_namespace_refuses_what_does_not_fit()
    {
        Assert.Throws<ArgumentException>(() =>
            new ObjectManagerBuilder().Add("root/t", new GreetingProvider()).Add("root/t", new GreetingProvider()).Build());
        var dangling = new CimClass("X", null,
            [new CimProperty { Name = "R", Type = CimType.Reference, ReferenceClass = "Nowhere", Origin = "X", Index = 0 }]);
        Assert.Throws<ArgumentException>(() => new ObjectManagerBuilder().Add("root/t", dangling).Build());
        var twice = new CimProperty { Name = "a", Type = CimType.String, Origin = "X", Index = 0 };
        Assert.Throws<ArgumentException>(() =>
            new CimClass("X", null, [twice, new CimProperty { Name = "A", Type = CimType.String, Origin = "X", Index = 1 }]));
    }

    private static IEnumerable<Greeting> Hang(ManualResetEventSlim forever)
    {
        forever.Wait();
        yield break;
    }

    private static ObjectManager Make(GreetingProvider provider, CimLimits? limits = null) =>
        new ObjectManagerBuilder
        {
            Limits = limits ?? new CimLimits()
        }.Add("root/t", provider).Add("root/t", TestOptions.Definition).Build();

    private static Task<CimException> Fails(Func<Task> action) => Assert.ThrowsAnyAsync<CimException>(action);
}
