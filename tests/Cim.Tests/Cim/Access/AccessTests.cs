using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Cim.Tests.Access;

/// <summary>
/// Which questions each shape of request asks, and that a denial comes before the provider. A new spelling is a line of
/// <see cref="Requests"/>.
/// </summary>
public class AccessTests
{
    private static readonly Caller _administrator = new("a", Role.Administrator, "Local", ProtectionLevel.Privacy);

    /// <summary>
    /// A request and its questions. "|" stands where the classes of what follows come out of instances: providers have run by then.
    /// </summary>
    public static TheoryData<string, string> Requests => new()
    {
        { "get t_process.handle=\"1\"", "Read T_Process, Read T_Startup | Read T_SpecialStartup" },

        {
            "get \\\\localhost\\root\\asked:T_Element.Handle=\"1\"",
            "Read T_Element, Read T_Process, Read T_Startup | Read T_SpecialStartup"
        },
        { "get T_Element=\"s\"", "Read T_Element, Read T_Process, Read T_Service, Read T_Startup" },
        { "get T_Service.Name=\"s\"", "Read T_Service" },
        { "get T_Service.Name=\"nobody\"", "Read T_Service" },
        { "enumerate T_PROCESS", "Read T_Process, Read T_Startup | Read T_SpecialStartup" },
        { "enumerate T_Element", "Read T_Element, Read T_Process, Read T_Service, Read T_Startup | Read T_SpecialStartup" },
        { "enumerate T_Runs", "Read T_Runs" },
        { "query SELECT * FROM T_Process", "Read T_Process, Read T_Startup | Read T_SpecialStartup" },
        { "query select caption from t_element where __this isa 't_process'", "Read T_Element, Read T_Process, Read T_Service" },
        { "query SELECT * FROM T_Element WHERE __CLASS = 'T_Service' AND Caption LIKE '%'",
            "Read T_Element, Read T_Process, Read T_Service, Read T_Startup | Read T_SpecialStartup" },
        { "query SELECT Handle FROM T_Process WHERE Startup.Show = 'x'", "Read T_Process, Read T_Startup | Read T_SpecialStartup" },
        { "query SELECT Handle FROM T_Process WHERE Handle = '1'", "Read T_Process" },

        {
            "query ASSOCIATORS OF {T_Service.Name='s'}",
            "Read T_Service, Read T_Any, Read T_Runs, Read T_Process | Read T_Startup, Read T_SpecialStartup"
        },
        { "query ASSOCIATORS OF {T_Element='s'} WHERE AssocClass=T_Runs ResultClass=T_Element KeysOnly",
            "Read T_Runs, Read T_Element, Read T_Process, Read T_Service" },

        {
            "query ASSOCIATORS OF {T_Process.Handle='1'} WHERE AssocClass=T_Any Role=Left KeysOnly",
            "Read T_Any, Read T_Process | Read T_Service"
        },
        { "query ASSOCIATORS OF {T_Service.Name='s'} WHERE AssocClass=T_Runs ClassDefsOnly",
            "Read T_Runs, Read T_Service, Read T_Process | Read T_Startup, Read T_SpecialStartup" },
        { "query REFERENCES OF {T_Service.Name='s'} WHERE ResultClass=T_Runs", "Read T_Runs, Read T_Service" },
        { "query ASSOCIATORS OF {T_Service} WHERE SchemaOnly AssocClass=T_Runs", "ReadClass T_Runs, ReadClass T_Service" },
        { "class t_process", "ReadClass T_Process" },
        { "subclasses T_Element", "ReadClass T_Element" },
        { "invoke T_Process.Handle=\"1\" describe", "Invoke T_Process.Describe of T_Element, Invoke T_Element.Describe of T_Element" },
        { "invoke T_Element.Handle=\"1\" Describe", "Invoke T_Element.Describe of T_Element, Invoke T_Process.Describe of T_Element" },

        {
            "invoke T_Process SPAWN",
            "Invoke T_Process.Spawn of T_Process, Read T_Startup, Read T_SpecialStartup, Read T_Service, Read T_Process"
        },
        { "put T_Process.Handle=\"1\"", "Put T_Process, Read T_SpecialStartup, Read T_Service, Read T_Process, Read T_Startup" },

        {
            "put T_Element.Handle=\"1\"",
            "Put T_Element, Put T_Process, Read T_SpecialStartup, Read T_Service, Read T_Process, Read T_Startup"
        },
        { "create T_Process", "Create T_Process, Read T_SpecialStartup, Read T_Service, Read T_Process" },
        { "delete T_Element.Name=\"s\"", "Delete T_Element, Delete T_Service" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Each_class_is_asked_about_once(string request, string questions)
    {
        var guard = new RecordingGuard();
        if (request.Contains("nobody", StringComparison.Ordinal))
            Assert.Equal(CimStatus.NotFound, (await Assert.ThrowsAsync<CimException>(() => Ask(request, guard, []))).Status);
        else
            await Ask(request, guard, []);
        var expected = Parts(questions).SelectMany(p => p).ToList();
        Assert.Equal(expected, guard.Asked.Where(q => !IsListing(q, expected)));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_denial_ends_the_request_before_a_provider_of_the_class_runs(string request, string questions)
    {
        var parts = Parts(questions);
        for (var part = 0; part < parts.Count; part++)
            foreach (var denied in parts[part])
                foreach (var blocks in new[] { false, true })
                {
                    var calls = new List<string>();
                    var guard = new RecordingGuard(denied);
                    var e = await Assert.ThrowsAsync<CimException>(() => Ask(request, guard, calls, blocks));
                    Assert.Equal(CimStatus.AccessDenied, e.Status);
                    Assert.Equal(denied, guard.Asked[^1]);
                    if (part == 0)
                        Assert.Empty(calls);
                    Assert.DoesNotContain(denied.Split(' ')[1].Split('.')[0], calls);
                }
    }

    [Fact]
    public async Task A_listing_of_the_schema_leaves_out_the_classes_that_are_denied()
    {
        var manager = AskedObjects.Make([], false);
        var caller = new CimCaller(_administrator, new RecordingGuard("ReadClass T_Process"));
        var all = (await manager.QueryAsync(AskedObjects.Space, "SELECT * FROM meta_class", caller, Token)).Classes!;
        Assert.Equal(["T_Any", "T_Element", "T_Runs", "T_Service", "T_SpecialStartup", "T_Startup"], all.Select(c => c.Name));
        Assert.Empty(
            (await manager.QueryAsync(AskedObjects.Space, "SELECT * FROM meta_class WHERE __CLASS = 'T_Process'", caller, Token)).Classes!);
        Assert.Equal(["T_Service"], (await manager.ReadClassesAsync(AskedObjects.Space, "T_Element", caller, Token)).Select(c => c.Name));
        Assert.Equal(6, (await manager.ReadClassesAsync(AskedObjects.Space, null, caller, Token)).Count);
        Assert.Empty(
            (await manager.QueryAsync(AskedObjects.Space, "ASSOCIATORS OF {T_Service} WHERE SchemaOnly AssocClass=T_Runs", caller,
            Token)).Classes!);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static bool IsListing(string question, List<string> expected) =>
        question.StartsWith("ReadClass", StringComparison.Ordinal) && !expected.Contains(question);

    private static List<string[]> Parts(string questions) => [.. questions.Split(" | ").Select(p => p.Split(", "))];

    private static async Task Ask(string request, RecordingGuard guard, List<string> calls, bool blocks = false)
    {
        var manager = AskedObjects.Make(calls, blocks);
        var caller = new CimCaller(_administrator, guard);
        var (verb, rest) = (request[..request.IndexOf(' ')], request[(request.IndexOf(' ') + 1)..]);
        const string Space = AskedObjects.Space;
        CimObjectPath Path(string text) => CimObjectPath.TryParse(text, out var path) ? path : throw new FormatException(text);
        switch (verb)
        {
            case "get": await manager.GetAsync(Space, Path(rest), caller, Token); break;
            case "enumerate": await (await manager.EnumerateAsync(Space, rest, caller, Token)).CountAsync(Token); break;
            case "query": await (await manager.QueryAsync(Space, rest, caller, Token)).Instances.CountAsync(Token); break;
            case "class": await manager.ReadClassAsync(Space, rest, caller, Token); break;
            case "subclasses": await manager.ReadClassesAsync(Space, rest, caller, Token); break;
            case "invoke":
                await manager.InvokeAsync(
                Space, Path(rest.Split(' ')[0]), rest.Split(' ')[1], Arguments(rest), caller, Token); break;
            case "put": await manager.PutAsync(Space, Path(rest), Changes(), caller, Token); break;
            case "create": await manager.CreateAsync(Space, rest, [new("Handle", "9"), .. Changes()], caller, Token); break;
            default: await manager.DeleteAsync(Space, Path(rest), caller, Token); break;
        }
    }

    private static List<KeyValuePair<string, CimValue>> Arguments(string call) => !call.EndsWith("SPAWN", StringComparison.Ordinal) ? []
        : [.. Values(), new("Parent", "T_Process.Handle=\"1\""),
        new("Others", CimArray.Of(["root\\asked:T_Service.Name=\"s\"", "T_Nothing.X=1"]))];

    // A reference as text, as some clients send it.
    private static List<KeyValuePair<string, CimValue>> Changes() => [.. Values(), new("Parent", "T_Process.Handle=\"2\"")];

    private static List<KeyValuePair<string, CimValue>> Values() => [new("Startup", AskedObjects.Special())];
}
