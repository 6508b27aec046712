using System.CommandLine;
using System.Globalization;
using System.Net;
using Sekimori.App.Terminal;
using Sekimori.Gate;
using Sekimori.Guard;
using Sekimori.Guard.Connect;
using Sekimori.Guard.Policy;
using Sekimori.Observations;

namespace Sekimori.App.Policy;

/// <summary>sekimori policy: checks, tests and scaffolds policies.</summary>
internal static class PolicyCommands
{
    private static readonly Argument<string> File = new("FILE") { Description = "The policy (YAML)." };
    private static readonly Argument<string> Firewall = new("FILE") { Description = "RPC firewall's RpcFw.conf." };
    private static readonly Argument<string> Template = new("NAME") { Description = string.Join(", ", PolicyTemplates.Names) };
    private static readonly Option<string> At = new("--at")
    {
        Description = "connect, bind, authenticated or call.", DefaultValueFactory = _ => "call"
    };
    private static readonly Option<string?> From = new("--from") { Description = "The client's address (default: the local socket)." };
    private static readonly Option<string?> Account = new("--account") { Description = "The account (default: an anonymous caller)." };
    private static readonly Option<string[]> Group = new("--group") { Description = "A group of the account; may be repeated." };
    private static readonly Option<string?> Scheme = new("--scheme") { Description = "NTLM, Kerberos, Basic …" };
    private static readonly Option<ProtectionLevel> Level = new("--level")
    {
        Description = "none, connect, call, packet, integrity or privacy.", DefaultValueFactory = _ => ProtectionLevel.None
    };
    private static readonly Option<string?> Transport = new("--transport")
    {
        Description = "tcp, np, udp, http, https or local (default: by the other options)."
    };
    private static readonly Option<string?> Interface = new("--interface") { Description = "The interface, by name or UUID." };
    private static readonly Option<string?> Operation = new("--operation") { Description = "The operation, by name or number." };
    private static readonly Option<string?> Clsid = new("--clsid") { Description = "The class of a DCOM activation." };
    private static readonly Option<string?> Resource = new("--resource") { Description = "WS-Management: the resource URI." };
    private static readonly Option<string?> Action = new("--action") { Description = "WS-Management: the action URI." };
    private static readonly Option<string?> Class = new("--class") { Description = "The CIM class." };
    private static readonly Option<string?> Method = new("--method") { Description = "The method." };
    private static readonly Option<string?> Target = new("--target") { Description = "The target behind the gateway." };
    private static readonly Option<int?> TargetPort = new("--target-port") { Description = "The port of the target." };
    private static readonly Option<string?> Time = new("--time") { Description = "The time (default: now)." };

    public static void AddTo(RootCommand root)
    {
        var policy = new Command("policy", "Check, test and scaffold policies.");
        policy.Add(new Command("check", "Report errors in a policy, and likely mistakes that are legal.") { File }
            .Does((result, screen, _) => Task.FromResult(Check(result.GetValue(File)!, screen))));
        policy.Add(new Command("test", "Show the verdict for a call, and the policy rule that decides.")
        {
            File, At, From, Account, Group, Scheme, Level, Transport, Interface, Operation, Clsid, Resource, Action, Class, Method, Target,
            TargetPort, Time,
        }.Does((result, screen, _) => Task.FromResult(Test(result, screen))));
        policy.Add(new Command("template", "Print a policy to start with.") { Template }.Does((result, screen, _) =>
        {
            var name = result.GetValue(Template)!;
            if (!PolicyTemplates.Names.Contains(name))
                throw new CommandException(ExitCode.Failed, $"no template '{name}': {string.Join(", ", PolicyTemplates.Names)}");
            screen.Output.WriteLine(PolicyTemplates.Text(name));
            return Task.FromResult(ExitCode.Done);
        }));
        policy.Add(new Command("import", "Convert the rules of RPC firewall's RpcFw.conf to a policy.")
        {
            Firewall
        }.Does((result, screen, _) =>
        {
            var path = result.GetValue(Firewall)!;
            IReadOnlyList<(int Line, string Message)> notes = [];
            screen.Output.Write(
                Reading(() => FirewallImport.ToPolicy(path, InputFile.ReadText(path), InterfaceCatalogue.Names, out notes)));
            foreach (var (line, message) in notes) screen.Error.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{Printable.Of(path)}:{line}: {Printable.Of(message)}"));
            return Task.FromResult(ExitCode.Done);
        }));
        root.Add(policy);
    }

    private static int Check(string path, Screen screen)
    {
        var policy = Reading(() => PolicyReader.Read(path, InputFile.ReadText(path), InterfaceCatalogue.Names));
        var found = PolicyLint.Check(policy, InterfaceCatalogue.Names).ToList();
        foreach (var (line, message) in found) screen.Line(string.Create(CultureInfo.InvariantCulture, $"{path}:{line}: {message}"));
        screen.Line(
            string.Create(CultureInfo.InvariantCulture,
            $"{policy.Rules.Count} rules, default {policy.Default.ToString().ToLowerInvariant()}: " +
            $"{(found.Count == 0 ? "nothing is wrong" : $"{found.Count} to look at")}"));
        return found.Count == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    private static int Test(ParseResult result, Screen screen)
    {
        var path = result.GetValue(File)!;
        var policy = new CompiledPolicy(Reading(() => PolicyReader.Read(path, InputFile.ReadText(path), InterfaceCatalogue.Names)));
        var facts = Facts(result);
        var verdict = policy.Evaluate(facts);
        var rule = verdict.Rule;
        var where = rule is null ? verdict.IsAllowed && facts.Point != PolicyPoint.Call ? "undecided: a policy rule may allow it later"
            : "no policy rule; the default" : $"'{rule.Name}' (line {rule.Line})";
        var what = verdict.IsAllowed
            ? rule?.Action == PolicyAction.Limit ? "limit" : "allow"
            : string.Create(CultureInfo.InvariantCulture,
                $"{(rule?.Action == PolicyAction.Ask ? "ask" : "deny")}, status {verdict.Status}");
        var trial = policy.Document.IsDryRun ? "; audit-only: it would pass all the same" : "";
        screen.Line($"{what}: {where}; audit {verdict.Audit.ToString().ToLowerInvariant()}{trial}");
        return verdict.IsAllowed ? ExitCode.Done : ExitCode.Refused;
    }

    private static PolicyFacts Facts(ParseResult result)
    {
        var point = result.GetValue(At) switch
        {
            "connect" => PolicyPoint.Connect,
            "bind" => PolicyPoint.Bind,
            "authenticated" => PolicyPoint.Authenticated,
            "call" or "request" => PolicyPoint.Call,
            var other => throw new CommandException(ExitCode.Failed, $"--at: '{other}' is not connect, bind, authenticated or call"),
        };
        var address = result.GetValue(From) is { } text ? AddressRange.TryParse(text, out var parsed, out _)
            && !text.Contains('/', StringComparison.Ordinal) ? parsed.Address
            : throw new CommandException(ExitCode.Failed, $"--from: '{text}' is not an address") : null;
        var known = result.GetValue(Interface) is { } name ? KnownInterface(name) : null;
        var isLate = point is PolicyPoint.Authenticated or PolicyPoint.Call;
        return new()
        {
            Point = point, Address = address, Transport = KnownTransport(result.GetValue(Transport), address, result.GetValue(Resource)),
            Time = result.GetValue(Time) is { } time ? DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out var asked) ? asked
                : throw new CommandException(ExitCode.Failed, $"--time: '{time}' is not a time") : DateTimeOffset.Now,
            Account = result.GetValue(Account) ?? (isLate ? "" : null), Groups = result.GetValue(Group) is { Length: > 0 } groups ? groups
                : isLate ? [] : null,
            Scheme = result.GetValue(Scheme) ?? (isLate ? "" : null), Level = isLate || result.GetResult(Level) is { Implicit: false }
                ? result.GetValue(Level)
                : null,
            Interface = known?.Uuid, Opnum = result.GetValue(Operation) is { } operation ? KnownOperation(known, operation) : null,
            Clsid = result.GetValue(Clsid) is { } clsid ? Guid.TryParse(clsid, out var uuid) ? uuid
                : throw new CommandException(ExitCode.Failed, $"--clsid: '{clsid}' is not a UUID") : null,
            Resource = result.GetValue(Resource), Action = result.GetValue(Action),
            Class = result.GetValue(Class), Method = result.GetValue(Method),
            Target = result.GetValue(Target), TargetPort = result.GetValue(TargetPort),
        };
    }

    private static RpcInterface KnownInterface(string name) => Guid.TryParse(name, out var uuid) ? InterfaceCatalogue.Get(uuid)
        : InterfaceCatalogue.Find(name) is [var known, ..] ? known
        : throw new CommandException(ExitCode.Failed, $"--interface: unknown interface '{name}'; specify its UUID");

    private static int KnownOperation(RpcInterface? known, string operation)
    {
        if (int.TryParse(operation, NumberStyles.None, CultureInfo.InvariantCulture, out var opnum)) return opnum;
        return known?.Opnum(operation) is >= 0 and var found
            ? found
            : throw new CommandException(ExitCode.Failed, $"--operation: '{operation}' is not an operation of the interface");
    }

    private static Transport KnownTransport(string? name, IPAddress? address, string? resource) => name is null
        ? address is null ? Guard.Transport.Local : resource is null ? Guard.Transport.Tcp : Guard.Transport.Http
        : TransportName.Parse(name) ?? throw new CommandException(
        ExitCode.Failed, $"--transport: '{name}' is not tcp, np, udp, http, https or local");

    private static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (PolicyException wrong)
        {
            throw new CommandException(ExitCode.Failed, wrong.Message, wrong);
        }
    }
}
