namespace Sekimori.WsMan.Tests.Kit;

/// <summary>
/// The styles of clients that are in use, as their sources write them: order of headers, namespaces, attributes, options, bodies. A further
/// client is a line here; none of their text is.
/// </summary>
internal static class ClientStyles
{
    private const string Utf8 = "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
        Wql = "Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">SELECT * FROM Test_Item",
        Pages = "<{0}:OptimizeEnumeration/><{0}:MaxElements>2</{0}:MaxElements>";

    private static readonly ClientStyle Python = new("pywinrm")
    {
        Prolog = Utf8 + "\n", Order = "TRMILDOUASP", Prefixes = "env a w p rsp n", MustUnderstand = "plain", Timeout = "PT20S",
    };

    private static readonly ClientStyle Node = new("nodejs-winrm")
    {
        Prolog = "<?xml version='1.0'?>\n", Order = "TURMILOASP", Prefixes = "s wsa wsman p rsp n", MustUnderstand = "plain", Quote = '\'',
        Between = "\n    ", Timeout = "PT60S",
        Shell = "<{0}InputStreams>stdin</{0}InputStreams><{0}OutputStreams>stderr stdout</{0}OutputStreams>",
        Command = "<{0}Command>powershell.exe -NoProfile -Command \"&amp; {1}\"</{0}Command>",
        Line = "powershell.exe -NoProfile -Command \"& 1\"",
    };

    private static readonly ClientStyle Zenoss = new("txwinrm")
    {
        Order = "TURAMILDSPO", Between = "\n        ", Timeout = "PT60.000S", DeclaresLate = true,
        CommandOptions = "WINRS_CONSOLEMODE_STDIN=TRUE", ReceiveAttributes = " SequenceId=\"0\"", End = null,
        Enumerate = Pages.Replace("{0}:", "{1}") + "<{1}Filter " + Wql + "</{1}Filter>",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ClientStyle> All { get; } =
    [
        Python,
        Python with { Name = "pywinrm that sends input by pieces", End = "false" },
        Python with
        {
            Name = "ansible", ShellOptions = "WINRS_NOPROFILE=FALSE WINRS_CODEPAGE=65001", Timeout = "PT20S",
            Command = "<{0}Command>PowerShell</{0}Command><{0}Arguments>-NoProfile -EncodedCommand aQBkAA==</{0}Arguments>",
            Line = "PowerShell|-NoProfile -EncodedCommand aQBkAA=="
        },
        Python with { Name = "skelsec awinrm", Prolog = Utf8 },
        new("pypsrp")
        {
            Order = "ADLMIORTUXPS", Prefixes = "s wsa wsman wsmv rsp wsen", MessageId = "uuid:6B09F3B1-2D0C-4D6B-BD1E-7A1C7D6DDB11",
            Timeout = "PT20S",
            Extra = "<wsmv:SessionId s:mustUnderstand=\"false\">uuid:6B09F3B1-2D0C-4D6B-BD1E-7A1C7D6DDB12</wsmv:SessionId>",
            CommandOptions = "WINRS_SKIP_CMD_SHELL=False", ReceiveOptions = "WSMAN_CMDSHELL_OPTION_KEEPALIVE=True", End = "True",
            ShellOptions = "WINRS_CODEPAGE=437",
            Shell =
                "<{0}InputStreams>stdin</{0}InputStreams><{0}OutputStreams>stdout stderr</{0}OutputStreams><{0}Environment><{0}Variable " +
                "Name=\"A\">1</{0}Variable></{0}Environment><{0}IdleTimeOut>PT900S</{0}IdleTimeOut><{0}Lifetime>PT900S</{0}Lifetime>" +
                "<{0}Name>mine</{0}Name><{0}WorkingDirectory>/tmp</{0}WorkingDirectory>",
        },
        new("masterzen winrm")
        {
            Order = "TRMOILDASUP", Prefixes = "env a w p rsp n", MustUnderstand = "plain",
            ShellOptions = "WINRS_NOPROFILE=FALSE WINRS_CODEPAGE=65001",
            Command = "<{0}Command><![CDATA[echo \"a & b\"]]></{0}Command><{0}Arguments><![CDATA[<c>]]></{0}Arguments>",
            Line = "echo \"a & b\"|<c>",
        },
        new("cloudbase go-winrm")
        {
            Order = "TPRMIXDOUAS", Prefixes = "env a w p rsp n", MustUnderstand = "plain",
            Extra = "<p:Locale mustUnderstand=\"true\" xml:lang=\"en-US\"></p:Locale>",
            Shell =
                "<{0}InputStreams>stdin</{0}InputStreams><{0}OutputStreams>stdout " +
                "stderr</{0}OutputStreams><{0}WorkingDirectory>/tmp</{0}WorkingDirectory><{0}Environment><{0}Variable " +
                "Name=\"A\">1</{0}Variable></{0}Environment>",
            Command = "<{0}Command>ls</{0}Command>", Line = "ls",
        },
        // Its headers have a letter between them.
        new("jbrekelmans go-winrm")
        {
            Prolog = Utf8, Order = "TRMXOILDAUSP", Prefixes = "s a w p r n", MustUnderstand = "plain", Extra = "s", Between = "",
            Command = "<{0}Command><![CDATA[echo ]]]]><![CDATA[> x]]></{0}Command><{0}Arguments><![CDATA[y]]></{0}Arguments>",
            Line = "echo ]]> x|y",
        },
        new("WinRb WinRM")
        {
            Prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", Order = "TRMIXLDOUAPS", Prefixes = "env a w p rsp n",
            MustUnderstand = "plain", Extra =
                "<p:SessionId mustUnderstand=\"false\">uuid:6B09F3B1-2D0C-4D6B-BD1E-7A1C7D6DDB12</p:SessionId>",
            ReceiveOptions = "WSMAN_CMDSHELL_OPTION_KEEPALIVE=TRUE",
            CommandAttributes = " CommandId=\"77DF7BB6-B5A0-4777-ABD9-9823C0774074\"", Command = "<{0}Command>\"dir\"</{0}Command>",
            Line = "\"dir\"", Input = "aGVs\nbG8=\n", End = null,
            Enumerate = "<{1}OptimizeEnumeration xsi:nil=\"true\"/><{1}MaxElements>2</{1}MaxElements><{1}Filter " + Wql
                + "</{1}Filter><{2}SessionId>uuid:6B09F3B1-2D0C-4D6B-BD1E-7A1C7D6DDB12</{2}SessionId>",
            Pull =
                "<{0}EnumerationContext>{3}</{0}EnumerationContext><{1}OptimizeEnumeration " +
                "xsi:nil=\"true\"/><{0}MaxElements>32000</{0}MaxElements>" +
                "<{2}SessionId>uuid:6B09F3B1-2D0C-4D6B-BD1E-7A1C7D6DDB12</{2}SessionId>",
        },
        Node,
        Node with
        {
            Name = "deno_winrm", Prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n    ", Quote = '"', Between = "\n          ",
            Order = "TURMILOASP"
        },
        Node with { Name = "winrm-client of npm", Between = "", Prolog = "" },
        new("WinRm.NET")
        {
            Order = "TRMILOUASP", Prefixes = "s wsa wsman p rsp n", Between = "\r\n", DeclaresLate = true, Timeout = "PT120.000S",
            MessageId = "uuid:6B09F3B1-2D0C-4D6B-BD1E-7A1C7D6DDB11", ShellOptions = "WINRS_NOPROFILE=TRUE WINRS_CODEPAGE=437",
            Shell =
                "<{0}Environment>\r\n<{0}Variable " +
                "Name=\"A\">1</{0}Variable>\r\n</{0}Environment>\r\n<{0}IdleTimeout>PT10.000S</{0}IdleTimeout>" +
                "\r\n<{0}InputStreams>stdin</{0}InputStreams>\r\n<{0}OutputStreams>stdout stderr</{0}OutputStreams>\r\n",
            Signal = TestService.Shells + "signal/ctrl_c",
        },
        // A StringWriter's declaration, over what goes out as UTF-8.
        new("WinRMSharp")
        {
            Prolog = "<?xml version=\"1.0\" encoding=\"utf-16\"?>\n", ContentType = "utf-8", Order = "TRMILDOUASP",
            Prefixes = "env a w p rsp n", MustUnderstand = "addressing", Between = "\n  ", Timeout = "PT5S", End = "true",
            Shell =
                "<{0}Environment><{0}Variable " +
                "Name=\"A\">1</{0}Variable></{0}Environment><{0}IdleTimeout>PT15M</{0}IdleTimeout>" +
                "<{0}InputStreams>stdin</{0}InputStreams><{0}OutputStreams>stdout stderr</{0}OutputStreams>",
        },
        new("SharpWinRM")
        {
            Order = "TRIAUMLOS", Prefixes = "s wsa w p rsp n", DeclaresLate = true,
            Command = "<{0}Command>cmd.exe</{0}Command><{0}Arguments>/c whoami</{0}Arguments>", Line = "cmd.exe|/c whoami",
            Signal = TestService.Shells + "signal/ctrl_c", CommandOptions = "", ShellOptions = ""
        },
        // Its OptionSet of a Create follows its headers.
        new("winrm-rs")
        {
            Order = "TURAMILOS", Prefixes = "s wsa wsman p rsp n", Between = "\n    ", MisplacesOptions = true,
            ShellOptions = "WINRS_NOPROFILE=TRUE WINRS_CODEPAGE=65001", CommandOptions = "", Timeout = "PT60S",
            Enumerate = Pages.Replace("{0}:", "{1}") + "<{1}Filter " + Wql + "</{1}Filter>",
        },
        new("winrm4j and others on CXF")
        {
            Order = "AITRUMOLSP", MustUnderstand = "", DeclaresEverywhere = true,
            MessageId = "urn:uuid:6b09f3b1-2d0c-4d6b-bd1e-7a1c7d6ddb11", Timeout = "PT60.000S",
            CommandOptions = "WINRS_CONSOLEMODE_STDIN=TRUE WINRS_SKIP_CMD_SHELL=FALSE",
            Shell =
                "<{0}WorkingDirectory>/tmp</{0}WorkingDirectory><{0}Environment><{0}Variable " +
                "Name=\"A\">1</{0}Variable></{0}Environment><{0}InputStreams>stdin</{0}InputStreams><{0}OutputStreams>stdout " +
                "stderr</{0}OutputStreams>",
        },
        new("winrm-java, its light client")
        {
            Order = "TURAMILSPO", Prefixes = "s wsa wsman p rsp wsen", MessageId = "uuid:6B09F3B1-2D0C-4D6B-BD1E-7A1C7D6DDB11",
            Timeout = "PT1.5S", ShellOptions = "WINRS_NOPROFILE=TRUE WINRS_CODEPAGE=65001",
            CommandOptions = "WINRS_CONSOLEMODE_STDIN=FALSE WINRS_SKIP_CMD_SHELL=FALSE",
            Enumerate = Pages.Replace("{0}:", "{1}") + "<{1}Filter " + Wql + "</{1}Filter>",
            Pull = "<{0}EnumerationContext>{3}</{0}EnumerationContext><{0}MaxTime>PT30S</{0}MaxTime><{0}MaxElements>500</{0}MaxElements>",
        },
        new("overthere")
        {
            Prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", Order = "TRMILDOASUP", MustUnderstand = "plain", DeclaresLate = true,
            Timeout = "PT60.000S", Prefixes = "env a w p rsp n", ContentType = "UTF-8"
        },
        new("groovy-winrm-client")
        {
            Order = "TURAMILSPO", Prefixes = "s wsa wsman p rsp n", Quote = '\'', Between = "\n      ", DeclaresLate = true,
            CommandOptions = "WINRS_CONSOLEMODE_STDIN=TRUE"
        },
        Zenoss,
        new("asyncwinrm")
        {
            Order = "TRAIUSPLDOM", MessageId = "urn:uuid:6b09f3b1-2d0c-4d6b-bd1e-7a1c7d6ddb11", Prefixes = "soap wsa wsman wsmv rsp wsen",
            Timeout = "PT1M", Enumerate = Pages.Replace("{0}:", "{1}") + "<{1}Filter " + Wql + "</{1}Filter>"
        },
        new("aio-winrm")
        {
            Order = "ARTOUISPLD", MustUnderstand = "plain", Prefixes = "env a w p rsp n",
            Shell = "<{0}OutputStreams>stdout stderr</{0}OutputStreams><{0}InputStreams>stdin</{0}InputStreams>"
        },
        // Its variables and its Locale are in no namespace, its idle time is in milliseconds.
        new("winrmlib")
        {
            Prolog = Utf8 + "\n", Order = "TRUIASPMX", Prefixes = "soap a w p rsp n", MustUnderstand = "plain",
            Extra = "<Locale xml:lang=\"en-US\"></Locale>", MessageId = "6b09f3b1-2d0c-4d6b-bd1e-7a1c7d6ddb11",
            Shell =
                "<{0}InputStreams>stdin</{0}InputStreams><{0}OutputStreams>stderr " +
                "stdout</{0}OutputStreams><{0}IdleTimeout>180000</{0}IdleTimeout><{0}Environment><Variable " +
                "Name=\"A\">1</Variable></{0}Environment>",
            CommandOptions = "WINRS_SKIP_CMD_SHELL=FALSE WINRS_CONSOLEMODE_STDIN=TRUE",
        },
        new("thxCode gowinrm")
        {
            Order = "TURAMIXLDSPO", Extra =
                "<p:SessionId s:mustUnderstand=\"false\">uuid:6b09f3b1-2d0c-4d6b-bd1e-7a1c7d6ddb12</p:SessionId>",
                ReceiveOptions = "WSMAN_CMDSHELL_OPTION_KEEPALIVE=TRUE", DeclaresLate = true
        },
        // On JAXB: durations with all their fields.
        new("smi-lib-wsman")
        {
            Prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>", Order = "ORITUAS", MarksAll = true,
            DeclaresEverywhere = true, Timeout = "P0Y0M0DT0H1M0.000S", ShellOptions = "", CommandOptions = ""
        },
        new("openwsman's client")
        {
            MarksAll = true, Prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", Order = "ATUIOMLRSX",
            Prefixes = "s wsa wsman p rsp wsen", Timeout = "PT60.0S", To = "http://127.0.0.1:5985/wsman",
            Extra =
                "<wsman:RequestTotalItemsCountEstimate/><wsman:OptionSet><wsman:Option Name=\"ShowExtensions\"/><o:Option " +
                "xmlns:o=\"http://schema.openwsman.org/2006/openwsman\" Name=\"ExcludeNilProperties\"/></wsman:OptionSet>",
            ShellOptions = "", CommandOptions = "",
            Enumerate =
                "<{1}OptimizeEnumeration/><{1}EnumerationMode>EnumerateObjectAndEPR</{1}EnumerationMode><b:PolymorphismMode " +
                "xmlns:b=\"http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd\">IncludeSubClassProperties</b:PolymorphismMode><{1}Filter "
                + Wql + "</{1}Filter><{1}MaxElements>2</{1}MaxElements>",
        },
        // MaxElements of a Pull in the namespace of an Enumerate's.
        new("dracclient")
        {
            Order = "TUIRAS", MarksAll = true, Prefixes = "s wsa wsman p rsp wsen", To = "https://127.0.0.1:443/wsman", ShellOptions = "",
            CommandOptions = "", Enumerate = "<{1}Filter " + Wql
                + "</{1}Filter><{1}OptimizeEnumeration/><{1}MaxElements>2</{1}MaxElements>",
            Pull = "<{0}EnumerationContext>{3}</{0}EnumerationContext><{1}MaxElements>100</{1}MaxElements>",
        },
        new("go-wsman-messages")
        {
            Prolog = Utf8, Order = "ATUIROS", Prefixes = "- a w p rsp n", MustUnderstand = "", To = "/wsman", MessageId = "0",
            ShellOptions = "", CommandOptions = "", Enumerate = "",
            Pull =
                "<{0}EnumerationContext>{3}</{0}EnumerationContext><{0}MaxElements>999</{0}MaxElements><{0}MaxCharacters>99999</{0}MaxCh" +
                "aracters>",
        },
        new("r4sd go-wsman")
        {
            Order = "AUMOIRTS", ShellOptions = "", CommandOptions = "", Enumerate = "<{1}Filter " + Wql + "</{1}Filter>",
            Pull = "<{0}EnumerationContext>{3}</{0}EnumerationContext>"
        },
        new("OMI and PSWSMan")
        {
            Order = "TRAMIOLDXUSP", MaxSize = "512000", Timeout = "PT60.000S", MessageId = "uuid:6B09F3B1-2D0C-4D6B-BD1E-7A1C7D6DDB11",
            Extra = "<p:SessionId s:mustUnderstand=\"false\">uuid:6B09F3B1-2D0C-4D6B-BD1E-7A1C7D6DDB12</p:SessionId>",
            Enumerate = Pages.Replace("{0}:", "{1}") + "<{1}Filter " + Wql + "</{1}Filter>",
        },
        new("Windows' own")
        {
            Order = "TURAMILDXSPO", MaxSize = "512000", Timeout = "PT60.000S", MessageId = "uuid:6B09F3B1-2D0C-4D6B-BD1E-7A1C7D6DDB11",
            DeclaresLate = true, ContentType = "UTF-8",
            Extra =
                "<p:SessionId s:mustUnderstand=\"false\">uuid:6B09F3B1-2D0C-4D6B-BD1E-7A1C7D6DDB12</p:SessionId><p:OperationID " +
                "s:mustUnderstand=\"false\">uuid:{0}</p:OperationID><p:SequenceId s:mustUnderstand=\"false\">1</p:SequenceId>",
            ReceiveOptions = "WSMAN_CMDSHELL_OPTION_KEEPALIVE=TRUE", ReceiveAttributes = " SequenceId=\"0\"",
            ShellOptions = "WINRS_NOPROFILE=FALSE WINRS_CODEPAGE=65001",
            Enumerate = Pages.Replace("{0}:", "{1}") + "<{1}Filter " + Wql + "</{1}Filter>",
        },
    ];
}
