using System.Text;
using System.Xml.Linq;

namespace Sekimori.WsMan.Tests.Kit;

/// <summary>How a client writes its envelopes: nothing that a specification says, all that a reader may stumble over.</summary>
internal sealed record ClientStyle(string Name)
{
    /// <summary>
    /// The headers in the client's order. T is To, R ReplyTo, M MaxEnvelopeSize, I MessageID, L Locale, D DataLocale, O OperationTimeout, U
    /// ResourceURI, A Action, S SelectorSet, P OptionSet, X <see cref="Extra"/>.
    /// </summary>
    public string Order { get; init; } = "TURAMILSPO";

    /// <summary>
    /// Prefixes of SOAP, WS-Addressing, WS-Management, Microsoft's extensions, shells, enumeration; "-" for the default namespace.
    /// </summary>
    public string Prefixes { get; init; } = "s a w p rsp n";

    /// <summary>What precedes the envelope.</summary>
    public string Prolog { get; init; } = "";

    /// <summary>mustUnderstand with SOAP's prefix, with none, with another's, or not at all: "soap", "plain", "addressing", "".</summary>
    public string MustUnderstand { get; init; } = "soap";

    /// <summary>True if To and MessageID must be understood too.</summary>
    public bool MarksAll { get; init; }

    /// <summary>The quotation mark of attributes.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>What is between elements.</summary>
    public string Between { get; init; } = "";

    /// <summary>What stands around texts.</summary>
    public string Around { get; init; } = "";

    /// <summary>True if the shell's namespace is declared at the body's element, and not at the envelope.</summary>
    public bool DeclaresLate { get; init; }

    /// <summary>True if every element declares its own namespace as the default one.</summary>
    public bool DeclaresEverywhere { get; init; }

    public string To { get; init; } = "http://windows-host:5985/wsman";

    public string MessageId { get; init; } = "uuid:6b09f3b1-2d0c-4d6b-bd1e-7a1c7d6ddb11";

    public string Timeout { get; init; } = "PT60S";

    public string MaxSize { get; init; } = "153600";

    /// <summary>Headers of the client's own, with the prefixes.</summary>
    public string Extra { get; init; } = "";

    /// <summary>The options of a Create: name=value, with blanks between.</summary>
    public string ShellOptions { get; init; } = "WINRS_NOPROFILE=FALSE WINRS_CODEPAGE=437";

    /// <summary>The options of a Command.</summary>
    public string CommandOptions { get; init; } = "WINRS_CONSOLEMODE_STDIN=TRUE WINRS_SKIP_CMD_SHELL=FALSE";

    /// <summary>The options of a Receive.</summary>
    public string ReceiveOptions { get; init; } = "";

    /// <summary>True if the OptionSet of a Create is between header and body.</summary>
    public bool MisplacesOptions { get; init; }

    /// <summary>The content of rsp:Shell; {0} is the prefix with its colon.</summary>
    public string Shell { get; init; } = "<{0}InputStreams>stdin</{0}InputStreams><{0}OutputStreams>stdout stderr</{0}OutputStreams>";

    /// <summary>The content of rsp:CommandLine.</summary>
    public string Command { get; init; } = "<{0}Command>ls</{0}Command><{0}Arguments>-l</{0}Arguments>";

    /// <summary>What the host gets of it.</summary>
    public string Line { get; init; } = "ls|-l";

    public string CommandAttributes { get; init; } = "";

    public string ReceiveAttributes { get; init; } = "";

    /// <summary>The value of End at the last input; null if the client never says it.</summary>
    public string? End { get; init; } = "true";

    public string Input { get; init; } = "aGVsbG8=";

    public string Signal { get; init; } = TestService.Shells + "signal/terminate";

    /// <summary>
    /// The content of Enumerate and of Pull, where the client enumerates; {0} is enumeration's prefix, {1} WS-Management's, {2}
    /// Microsoft's, {3} the context.
    /// </summary>
    public string? Enumerate { get; init; }

    public string Pull { get; init; } = "<{0}EnumerationContext>{3}</{0}EnumerationContext><{0}MaxElements>32000</{0}MaxElements>";

    /// <summary>True if its text is sent as what its declaration does not say, with the charset of the Content-Type.</summary>
    public string? ContentType { get; init; }

    public override string ToString() => Name;

    /// <summary>An envelope in this style.</summary>
    public string Write(string action, string resource, string body = "", string? shell = null, string options = "", bool isCreate = false)
    {
        var p = Prefixes.Split(' ').Select(prefix => prefix == "-" ? "" : prefix + ":").ToArray();
        var (s, a, w, m) = (p[0], p[1], p[2], p[3]);
        var isMisplaced = MisplacesOptions && isCreate;
        var text = new StringBuilder(Prolog).Append($"<{s}Envelope{Declarations(isCreate)}>{Between}<{s}Header>{Between}");
        foreach (var header in Order)
        {
            text.Append(header switch
            {
                'T' => $"<{a}To{(MarksAll ? Must(true) : "")}>{To}</{a}To>",
                'R' =>
                    $"<{a}ReplyTo>{Between}<{a}Address{Must(true)}>" +
                    $"{Around}http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous{Around}</{a}Address>{Between}</{a}ReplyTo>",
                'M' => $"<{w}MaxEnvelopeSize{Must(true)}>{MaxSize}</{w}MaxEnvelopeSize>",
                'I' => $"<{a}MessageID{(MarksAll ? Must(true) : "")}>{Around}{MessageId}</{a}MessageID>",
                'L' => $"<{w}Locale{Must(false)} xml:lang={Quote}en-US{Quote}/>",
                'D' => $"<{m}DataLocale xml:lang={Quote}en-US{Quote}{Must(false)}></{m}DataLocale>",
                'O' => $"<{w}OperationTimeout>{Timeout}</{w}OperationTimeout>",
                'U' => $"<{w}ResourceURI{Must(true)}>{Around}{resource}{Around}</{w}ResourceURI>",
                'A' => $"<{a}Action{Must(true)}>{Around}{action}{Around}</{a}Action>",
                'S' => shell is null
                    ? ""
                    : $"<{w}SelectorSet>{Between}<{w}Selector Name={Quote}ShellId{Quote}>{shell}</{w}Selector>{Between}</{w}SelectorSet>",
                'P' => isMisplaced ? "" : OptionSet(w, options),
                _ => Extra,
            }).Append(Between);
        }
        text.Append($"</{s}Header>{Between}{(isMisplaced ? OptionSet(w, options) + Between : "")}");
        var envelope = text.Append($"<{s}Body>{Between}{body}{Between}</{s}Body>{Between}</{s}Envelope>").ToString();
        return DeclaresEverywhere ? Prolog + Everywhere(XElement.Parse(envelope[Prolog.Length..])) : envelope;
    }

    /// <summary>An element of the body in the shell's namespace.</summary>
    public string InShell(string name, string attributes, string content)
    {
        var prefix = Prefixes.Split(' ')[4];
        var colon = prefix == "-" ? "" : prefix + ":";
        var declared = DeclaresLate
            ? $" xmlns{(prefix == "-" ? "" : ":" + prefix)}={Quote}http://schemas.microsoft.com/wbem/wsman/1/windows/shell{Quote}"
            : "";
        return $"<{colon}{name}{declared}{attributes}>{Between}{string.Format(content, colon)}{Between}</{colon}{name}>";
    }

    private string OptionSet(string w, string options) => options.Length == 0 ? ""
        : $"<{w}OptionSet>{Between}{string.Concat(options.Split(' ').Select(option => option.Split('=')).Select(option => $"<{w}Option " +
        $"Name={Quote}{option[0]}{Quote}>{option[1]}</{w}Option>{Between}"))}</{w}OptionSet>";

    private string Must(bool value) => MustUnderstand.Length == 0 ? "" : " " + MustUnderstand switch
    {
        "plain" => "",
        "addressing" => Prefixes.Split(' ')[1] + ":",
        _ => Prefixes.Split(' ')[0] is "-" ? "soap:" : Prefixes.Split(' ')[0] + ":",
    } + $"mustUnderstand={Quote}{(value ? "true" : "false")}{Quote}";

    private string Declarations(bool isCreate)
    {
        string[] uris = ["http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/ws/2004/08/addressing",
            "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd", "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd",
            "http://schemas.microsoft.com/wbem/wsman/1/windows/shell", "http://schemas.xmlsoap.org/ws/2004/09/enumeration"];
        var all = Prefixes.Split(' ').Select((prefix, i) =>
            i == 4 && DeclaresLate ? "" : $" xmlns{(prefix == "-" ? "" : ":" + prefix)}={Quote}{uris[i]}{Quote}");
        return string.Concat(all) + (Prefixes.StartsWith('-') ? $" xmlns:soap={Quote}{uris[0]}{Quote}" : "")
            + $" xmlns:xsi={Quote}http://www.w3.org/2001/XMLSchema-instance{Quote}";
    }

    // As serializers do that know no prefixes.
    private static string Everywhere(XElement element)
    {
        element.DescendantsAndSelf().Attributes().Where(attribute => attribute.IsNamespaceDeclaration && attribute.Parent != element)
            .Remove();
        element.Attributes().Where(attribute => attribute.IsNamespaceDeclaration).Remove();
        return element.ToString(SaveOptions.DisableFormatting);
    }
}
