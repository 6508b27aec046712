using System.Text;
using static Sekimori.Server.Tests.Guarding.Reading.ReadingServer;

namespace Sekimori.Server.Tests.Guarding.Reading;

/// <summary>Ways to write a request for Win32_Process. Each is a line: its name, and the bytes. A new one is a new line.</summary>
internal static class Spellings
{
    private const string Process = Cimv2 + "Win32_Process", Create = Process + "/Create", System = Cimv2 + "Win32_OperatingSystem",
        Wql = "http://schemas.microsoft.com/wbem/wsman/1/WQL",
        Associations = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/associationFilter";

    /// <summary>Calls of Win32_Process.Create.</summary>
    public static IReadOnlyDictionary<string, byte[]> Calls { get; } = Make(
    [
        ("plain", Call()),
        ("foreign ResourceURI in front, in a header",
            Call(headers: $"<x:ResourceURI>{System}</x:ResourceURI>")
            .Replace("<s:Header>", $"<s:Header><x:ResourceURI>{System}</x:ResourceURI>")),
        ("foreign ResourceURI behind the method, in the body", Call(arguments: $"{Argument}<x:ResourceURI>{System}</x:ResourceURI>")),
        ("foreign ResourceURI beside the method, in the body",
            Envelope(Create, Process, $"{Body()}<x:ResourceURI>{System}</x:ResourceURI>")),
        ("foreign ResourceURI behind the body", Call().Replace("</s:Envelope>", $"<x:ResourceURI>{System}</x:ResourceURI></s:Envelope>")),
        ("foreign Action in front", Call().Replace("<s:Header>", $"<s:Header><x:Action>{Transfer}Get</x:Action>")),
        ("foreign Action that must be understood",
            Call().Replace("<s:Header>", $"<s:Header><x:Action s:mustUnderstand=\"true\">{Transfer}Get</x:Action>")),
        ("two Actions, the call last", Call().Replace("<s:Header>", $"<s:Header><a:Action>{Transfer}Get</a:Action>")),
        ("two Actions, the call first", Call(headers: $"<a:Action>{Transfer}Get</a:Action>")),
        ("two resources", Call(headers: $"<w:ResourceURI>{System}</w:ResourceURI>")),
        ("the DMTF's prefix in the action", Call(action: Dmtf + "Win32_Process/Create")),
        ("the DMTF's prefix in the resource", Call(resource: Dmtf + "Win32_Process")),
        ("the DMTF's prefix in both", Call(Dmtf + "Win32_Process/Create", Dmtf + "Win32_Process")),
        ("other capitals",
            Call(Create.ToUpperInvariant()
            .Replace("HTTP://SCHEMAS.MICROSOFT.COM/WBEM/WSMAN/1/WMI", "http://schemas.microsoft.com/wbem/wsman/1/wmi"),
            Process.Replace("Win32_Process", "WIN32_process"))),
        ("a comment that looks like a document type", Call(before: "<!-- <!DOCTYPE -->")),
        ("a comment of 135,000 characters", Call(before: $"<!--{new string('x', 135_000)}-->")),
        ("a comment inside the resource", Call().Replace(Process, Process.Replace("Win32_Process", "Win32_<!-- -->Process"))),
        ("a comment inside the action", Call().Replace(Create, Create.Replace("/Create", "/Cre<!-- -->ate"))),
        ("CDATA in the resource", Call().Replace($">{Process}<", $"><![CDATA[{Process}]]><")),
        ("characters by number", Call().Replace("Win32_Process<", "Win32_&#80;rocess<")),
        ("64 selectors",
            Call(
            headers: $"<w:SelectorSet>" +
            $"{string.Concat(Enumerable.Range(0, 64).Select(i => $"<w:Selector Name=\"n{i}\">v</w:Selector>"))}</w:SelectorSet>")),
        ("64 options",
            Call(
            headers: $"<w:OptionSet>" +
            $"{string.Concat(Enumerable.Range(0, 64).Select(i => $"<w:Option Name=\"n{i}\">v</w:Option>"))}</w:OptionSet>")),
        ("140 KB of unknown headers", Call(
            headers: string.Concat(Enumerable.Range(0, 1400).Select(i => $"<x:H{i}>{new string('y', 80)}</x:H{i}>")))),
        ("a superclass's URI and the subclass's action", Call(resource: Cimv2 + "CIM_Process")),
        ("an argument in a foreign namespace", Call(arguments: "<x:CommandLine>/bin/evil</x:CommandLine>")),
        ("UTF-16", "\ufeff" + Call()),
        ("white space around everything", Call().Replace($">{Process}<", $">\n  {Process}\t<").Replace($">{Create}<", $">\n {Create} <")),
        ("a resource for another role in front",
            Call().Replace("<s:Header>", $"<s:Header><w:ResourceURI s:role=\"urn:other\">{System}</w:ResourceURI>")),
        ("another document behind", Call() + "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"/>"),
        ("a namespace selector", Call(
            Dmtf + "Win32_Process/Create", Dmtf + "Win32_Process",
            headers: "<w:SelectorSet><w:Selector Name=\"__cimnamespace\">root\\cimv2</w:Selector></w:SelectorSet>")),
    ], "UTF-16");

    /// <summary>Other ways to processes: each reads them, ends one or makes one.</summary>
    public static IReadOnlyDictionary<string, byte[]> Others { get; } = Make(
    [
        ("get", Envelope(Transfer + "Get", Process, "", Key("Handle", "1"))),
        ("get through the superclass", Envelope(Transfer + "Get", Cimv2 + "CIM_Process", "", Key("Handle", "1"))),
        ("get by the DMTF's URI", Envelope(Transfer + "Get", Dmtf + "Win32_Process", "", Key("Handle", "1"))),
        ("get a part",
            Envelope(Transfer + "Get", Process, "",
            Key("Handle", "1") + "<w:FragmentTransfer s:mustUnderstand=\"true\">CommandLine</w:FragmentTransfer>")),
        ("put",
            Envelope(Transfer + "Put", Process,
            $"<p:Win32_Process xmlns:p=\"{Process}\"><p:CommandLine>x</p:CommandLine></p:Win32_Process>", Key("Handle", "1"))),
        ("put through the superclass",
            Envelope(Transfer + "Put", Cimv2 + "CIM_Process",
            $"<p:Win32_Process xmlns:p=\"{Process}\"><p:CommandLine>x</p:CommandLine></p:Win32_Process>", Key("Handle", "1"))),
        ("create",
            Envelope(Transfer + "Create", Process, $"<p:Win32_Process xmlns:p=\"{Process}\"><p:Handle>9</p:Handle></p:Win32_Process>")),
        ("delete", Envelope(Transfer + "Delete", Process, "", Key("Handle", "1"))),
        ("delete through the superclass", Envelope(Transfer + "Delete", Cimv2 + "CIM_Process", "", Key("Handle", "1"))),
        ("terminate through the superclass", Envelope(Cimv2 + "CIM_Process/Terminate", Cimv2 + "CIM_Process", "", Key("Handle", "1"))),
        ("terminate", Envelope(Process + "/Terminate", Process, "", Key("Handle", "1"))),
        ("enumerate", Enumerate(Process)),
        ("enumerate the superclass", Enumerate(Cimv2 + "CIM_Process")),
        ("enumerate everything's superclass", Enumerate(Cimv2 + "CIM_ManagedElement")),
        ("query on all classes", Query(Cimv2 + "*", "SELECT * FROM Win32_Process")),
        ("query on the DMTF's classes", Query("http://schemas.dmtf.org/wbem/wscim/1/*", "SELECT * FROM Win32_Process")),
        ("query on another class's URI", Query(System, "SELECT * FROM Win32_Process")),
        ("query of the superclass", Query(System, "SELECT Handle FROM CIM_Process WHERE Handle = '1'")),
        ("query with strange blanks and capitals", Query(System, "sElEcT\t*\nfRoM wIN32_pROCESS")),
        ("query in CDATA", Query(System, "<![CDATA[SELECT * FROM Win32_Process]]>")),
        ("associators", Query(System, "ASSOCIATORS OF {Win32_Service.Name='sshd'}")),
        ("associators with the result's class",
            Query(System, "ASSOCIATORS OF {Win32_Service.Name='sshd'} WHERE ResultClass = Win32_Process")),
        ("associators of a process", Query(System, "ASSOCIATORS OF {Win32_Process.Handle='1'}")),
        ("references to a process", Query(System, "REFERENCES OF {Win32_Process.Handle='1'}")),
        ("the association filter", Envelope(
            Enumeration + "Enumerate", System,
            $"<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>9</w:MaxElements><w:Filter " +
            $"Dialect=\"{Associations}\"><b:AssociatedInstances><b:Object><a:Address>{Anonymous}</a:Address>"
            + $"<a:ReferenceParameters><w:ResourceURI>{Cimv2}Win32_Service</w:ResourceURI>" +
            $"{Key("Name", "sshd")}</a:ReferenceParameters></b:Object></b:AssociatedInstances></w:Filter></n:Enumerate>")),
        ("the selector filter", Envelope(
            Enumeration + "Enumerate", Process,
            $"<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>9</w:MaxElements><w:Filter " +
            $"Dialect=\"http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter\">{Key("Handle", "1")}</w:Filter></n:Enumerate>")),
        ("a path filter",
            Envelope(Enumeration + "Enumerate", Process,
            "<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>9</w:MaxElements><w:Filter>CommandLine</w:Filter></n:Enumerate>")),
        ("the definition",
            Envelope(Transfer + "Get", "http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*", "",
            "<w:SelectorSet><w:Selector Name=\"__cimnamespace\">root/cimv2</w:Selector><w:Selector " +
            "Name=\"ClassName\">win32_process</w:Selector></w:SelectorSet>")),
        ("with a process as an argument's type",
            Call(Cimv2 + "Win32_Process/Create", Process,
            arguments: "<p:CommandLine>/bin/evil</p:CommandLine><p:ProcessStartupInformation xsi:type=\"q:Win32_ProcessStartup_Type\" " +
            "xmlns:q=\"" + Cimv2 + "Win32_ProcessStartup\"><q:Title>t</q:Title></p:ProcessStartupInformation>")),
    ]);

    public const string Argument = "<p:CommandLine>/bin/evil</p:CommandLine>";

    private static string Body(string arguments = Argument) => $"<p:Create_INPUT xmlns:p=\"{Process}\">{arguments}</p:Create_INPUT>";

    private static string Call(string action = Create, string resource = Process, string arguments = Argument, string headers = "",
        string before = "") => Envelope(action, resource, Body(arguments), headers, before);

    private static string Key(string name, string value) =>
        $"<w:SelectorSet><w:Selector Name=\"{name}\">{value}</w:Selector></w:SelectorSet>";

    private static string Enumerate(string resource) =>
        Envelope(Enumeration + "Enumerate", resource,
        "<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>9</w:MaxElements></n:Enumerate>");

    private static string Query(string resource, string query) => Envelope(Enumeration + "Enumerate", resource,
        $"<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>9</w:MaxElements><w:Filter Dialect=\"{Wql}\">" +
        $"{query}</w:Filter></n:Enumerate>");

    private static Dictionary<string, byte[]> Make((string Name, string Text)[] lines, params string[] utf16) =>
        lines.ToDictionary(line => line.Name, line =>
        utf16.Contains(line.Name) ? Encoding.Unicode.GetBytes(line.Text) : Encoding.UTF8.GetBytes(line.Text));
}
