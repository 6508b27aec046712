using static Sekimori.Server.Tests.Guarding.Reading.ReadingServer;

namespace Sekimori.Server.Tests.Guarding.Reading;

/// <summary>Requests of every kind, as honest clients send them, with values of their own.</summary>
/// <param name="random">Which.</param>
/// <param name="shell">A shell that is open.</param>
internal sealed class Drafts(Random random, string shell)
{
    public const string S = "http://www.w3.org/2003/05/soap-envelope", A = "http://schemas.xmlsoap.org/ws/2004/08/addressing",
        W = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
        N = "http://schemas.xmlsoap.org/ws/2004/09/enumeration", R = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
        B = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd",
        E = "http://schemas.xmlsoap.org/ws/2004/08/eventing", Xsi = "http://www.w3.org/2001/XMLSchema-instance",
        P = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd";

    private static readonly string[] Classes =
        ["Win32_Process", "CIM_Process", "Win32_OperatingSystem", "Win32_Service", "Win32_ProcessStartup", "CIM_ManagedElement",
        "Test_ServiceProcess", "No_Such"],
        Programs = ["whoami", "cmd.exe /c dir", "\"a b\" c", "powershell", "/bin/sh -c 'id; ls'", "x & y < z", "ünïcode 日本", "a\tb"];

    private string Class => Classes[random.Next(random.Next(3) == 0 ? Classes.Length : 1)];

    private string Program => Programs[random.Next(Programs.Length)];

    private string Prefix => random.Next(5) == 0 ? Dmtf : Cimv2;

    public Node Next() => random.Next(16) switch
    {
        0 or 1 or 2 => Create(),
        3 => Make(Cimv2 + "Win32_Process/Terminate", Cimv2 + (random.Next(2) == 0 ? "CIM_Process" : "Win32_Process"),
            new(Cimv2 + "Win32_Process", "Terminate_INPUT"), Selectors(("Handle", "1"))),
        4 => Make(Transfer + "Get", Prefix + Class, null, Selectors(Key())),
        5 => Enumerate(null),
        6 => Enumerate(new Node(W, "Filter", Query()).With("Dialect", "http://schemas.microsoft.com/wbem/wsman/1/WQL")),
        7 => Enumerate(Association()),
        8 => Change("Put", Selectors(("Handle", "1"))),
        9 => Change("Create"),
        10 => Make(Transfer + "Delete", Prefix + "Win32_Process", null, Selectors(("Handle", "2"))),
        11 => Make(Transfer + "Create", Shell, Opening(), Options(("WINRS_NOPROFILE", "TRUE"))),
        12 or 13 => Make(ShellActions + "Command", Shell, Command(), Selectors(("ShellId", shell)),
            Options(("WINRS_SKIP_CMD_SHELL", random.Next(2) == 0 ? "TRUE" : "FALSE"))),
        14 => Make(E + "/Subscribe", Prefix + Class,
            new(E, "Subscribe", new Node(E, "Delivery", new Node(E, "NotifyTo", new Node(A, "Address", "http://10.0.0.1/events"))))),
        _ => Make(Transfer + "Get", random.Next(2) == 0 ? "http://schemas.microsoft.com/wbem/wsman/1/config" : Shell, null,
            Selectors(("ShellId", shell))),
    };

    private static Node Make(string action, string resource, Node? body, params Node?[] headers)
    {
        var header = new Node(S, "Header", new Node(A, "To", "http://host:5985/wsman"), new Node(W, "ResourceURI", resource),
            new Node(A, "ReplyTo", new Node(A, "Address", Anonymous)),
            new Node(A, "Action", action), new Node(A, "MessageID", "uuid:A7C5A518-0000-4000-8000-000000000001"),
            new Node(W, "MaxEnvelopeSize", "153600"), new Node(W, "OperationTimeout", "PT20S"));
        header.Content.AddRange(headers.OfType<Node>());
        return new Node(S, "Envelope", header, body is null ? new Node(S, "Body") : new Node(S, "Body", body));
    }

    private Node Create()
    {
        var space = Prefix + "Win32_Process";
        var body = new Node(space, "Create_INPUT", new Node(space, "CommandLine", Program));
        if (random.Next(3) == 0) body.Content.Add(new Node(space, "CurrentDirectory", "/tmp"));
        for (var i = random.Next(4); i > 0; i--) body.Content.Add(new Node(space, "Words", $"word {i}"));
        if (random.Next(3) == 0)
        {
            var type = Cimv2 + "Win32_ProcessStartup";
            body.Content.Add(
                new Node(space, "ProcessStartupInformation", new Node(type, "Title", "title"),
                new Node(type, "EnvironmentVariables", "A=1"), new Node(type, "EnvironmentVariables", "B=2")).With(
                "type", $"{{{type}}}Win32_ProcessStartup_Type", Xsi));
        }
        return Make(Prefix + "Win32_Process/Create", Prefix + "Win32_Process", body);
    }

    private Node Enumerate(Node? filter)
    {
        var body = new Node(N, "Enumerate", new Node(W, "OptimizeEnumeration"), new Node(W, "MaxElements", "9"));
        if (filter is not null) body.Content.Add(filter);
        return Make(Enumeration + "Enumerate", filter is null ? Prefix + Class : random.Next(3) == 0 ? Cimv2 + "*" : Cimv2 + Class, body);
    }

    private string Query() => random.Next(4) switch
    {
        0 => "ASSOCIATORS OF {Win32_Service.Name='sshd'}",
        1 => "REFERENCES OF {Win32_Process.Handle='1'}",
        _ => $"SELECT * FROM {Class}",
    };

    private static Node Association() =>
        new Node(W, "Filter", new Node(B, "AssociatedInstances", new Node(B, "Object", new Node(A, "Address", Anonymous),
        new Node(A, "ReferenceParameters", new Node(W, "ResourceURI", Cimv2 + "Win32_Service"), Selectors(("Name", "sshd")))))).With(
        "Dialect", "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/associationFilter");

    private Node Change(string verb, params Node[] headers)
    {
        var space = Cimv2 + "Win32_Process";
        return Make(Transfer + verb, space,
            new(space, "Win32_Process", new Node(space, "Handle", verb == "Put" ? "1" : "9"), new Node(space, "CommandLine", Program),
            new Node(space, "Caption").With("nil", "true", Xsi)), headers);
    }

    private Node Opening()
    {
        var body = new Node(R, "Shell", new Node(R, "InputStreams", "stdin"), new Node(R, "OutputStreams", "stdout stderr"));
        if (random.Next(2) == 0) body.Content.Add(new Node(R, "WorkingDirectory", "/srv/" + random.Next(9)));
        if (random.Next(2) == 0)
            body.Content.Add(
                new Node(R, "Environment", new Node(R, "Variable", Program).With("Name", "A"),
                new Node(R, "Variable", "2").With("Name", "B")));
        return body;
    }

    private Node Command()
    {
        var body = new Node(R, "CommandLine", new Node(R, "Command", Program));
        for (var i = random.Next(4); i > 0; i--)
            body.Content.Insert(random.Next(body.Content.Count + 1), new Node(R, "Arguments", random.Next(4) == 0 ? " -x  " : Program));
        if (random.Next(30) == 0) body.Content.Add(new Node(R, "Arguments", new string('y', random.Next(40_000))));
        return body;
    }

    private (string, string) Key() => random.Next(3) switch { 0 => ("Name", "sshd"), 1 => ("Name", "Linux"), _ => ("Handle", "1") };

    private static Node Selectors(params (string Name, string Value)[] selectors) =>
        new(W, "SelectorSet", [.. selectors.Select(one => new Node(W, "Selector", one.Value).With("Name", one.Name))]);

    private static Node Options(params (string Name, string Value)[] options) =>
        new(W, "OptionSet", [.. options.Select(one => new Node(W, "Option", one.Value).With("Name", one.Name))]);
}
