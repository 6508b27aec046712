using System.Text;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Offline;
using Sekimori.Wire;

namespace Sekimori.Posture.Tests.Posture.Offline;

public sealed class TextReaderTests
{
    private const string Template =
        """
        [Unicode]
        Unicode=yes
        [System Access]
        LockoutBadCount = 10
        [Registry Values]
        MACHINE\System\CurrentControlSet\Control\Lsa\LmCompatibilityLevel=4,5
        MACHINE\Software\Microsoft\Windows NT\CurrentVersion\Winlogon\Text=1,"a, b"
        MACHINE\System\CurrentControlSet\Services\X\List=7,one,two
        [Service General Setting]
        "Spooler",4,"D:AR(A;;RP;;;BA)"
        [File Security]
        "%SystemRoot%\x",0,"D:"
        [Version]
        signature="$CHICAGO$"
        """;

    private const string WinRm =
        """
        Config
            MaxEnvelopeSizekb = 500
            Client
                Auth
                    Basic = true [Source="GPO"]
                    Digest = false
                TrustedHosts = *
            Service
                RootSDDL = O:NSG:BAD:P(A;;GA;;;BA)S:P(AU;FA;GA;;;WD)
                AllowUnencrypted = false [Source="GPO"]
                Auth
                    Basic = false
                    CbtHardeningLevel = Relaxed
                IPv4Filter = * [Source="GPO"]
            Winrs
                IdleTimeout = 7200000
        """;

    public static TheoryData<string> Encodings => ["utf-16", "utf-8", "utf-16BE"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_template_is_read_in_any_encoding(string encoding)
    {
        var bytes = Bytes(Template, encoding);
        Assert.Equal(OfflineFormat.SecurityTemplate, OfflineFile.Recognise(bytes));
        var facts = OfflineFile.Read(OfflineFormat.SecurityTemplate, bytes, "GptTmpl.inf");
        Assert.Equal("5", Value(facts, @"HKLM\System\CurrentControlSet\Control\Lsa!LmCompatibilityLevel"));
        Assert.Equal("one,two", Value(facts, @"HKLM\System\CurrentControlSet\Services\X!List"));
        Assert.Equal("4", Value(facts, "Spooler"));
        Assert.Equal("10", Value(facts, "System Access/LockoutBadCount"));
        Assert.All(facts, fact => Assert.Equal(Standing.Policy, fact.Standing));
    }

    [Fact]
    public void An_export_is_in_use() => Assert.All(
        SecurityTemplateReader.Read(Template, "export.inf"), fact => Assert.Equal(Standing.Effective, fact.Standing));

    [Theory]
    [MemberData(nameof(Encodings))]
    public void The_configuration_of_winrm_is_read(string encoding)
    {
        var bytes = Bytes(WinRm, encoding);
        Assert.Equal(OfflineFormat.WinRmConfig, OfflineFile.Recognise(bytes));
        var facts = OfflineFile.Read(OfflineFormat.WinRmConfig, bytes, "x");
        Assert.Equal("true", Value(facts, "Client/Auth/Basic"));
        Assert.Equal("false", Value(facts, "Service/Auth/Basic"));
        Assert.Equal("*", Value(facts, "Service/IPv4Filter"));
        Assert.Equal("500", Value(facts, "MaxEnvelopeSizekb"));
        Assert.Equal("O:NSG:BAD:P(A;;GA;;;BA)S:P(AU;FA;GA;;;WD)", Value(facts, "Service/RootSDDL"));
        Assert.Equal(Standing.Policy, facts.Single(fact => fact.Subject == "Client/Auth/Basic").Standing);
        Assert.Equal(Standing.Effective, facts.Single(fact => fact.Subject == "Client/Auth/Digest").Standing);
    }

    [Fact]
    public void The_configuration_of_winrm_is_read_as_xml()
    {
        const string text =
            """
            <cfg:Config xmlns:cfg="http://schemas.microsoft.com/wbem/wsman/1/config"><cfg:Service><cfg:Auth>
            <cfg:Basic Source="GPO">true</cfg:Basic></cfg:Auth><cfg:IPv4Filter/></cfg:Service></cfg:Config>
            """;
        var facts = WinRmConfigReader.Read(text, "x");
        Assert.Equal("true", Value(facts, "Service/Auth/Basic"));
        Assert.Equal("", Value(facts, "Service/IPv4Filter"));
        Assert.Throws<MalformedException>(() => WinRmConfigReader.Read(text[..150], "x"));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_registry_file_is_read(string encoding)
    {
        const string text =
            """
            Windows Registry Editor Version 5.00

            [HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\WinRM\Service]
            "AllowBasic"=dword:00000001
            @="default"
            "Quoted\"Name"="a\\b"
            "Gone"=-
            "List"=hex(7):61,00,00,00,62,00,\
              00,00,00,00
            ; a comment
            [-HKEY_LOCAL_MACHINE\SOFTWARE\Removed]
            """;
        var bytes = Bytes(text, encoding);
        Assert.Equal(OfflineFormat.RegistryFile, OfflineFile.Recognise(bytes));
        var facts = OfflineFile.Read(OfflineFormat.RegistryFile, bytes, "x.reg");
        const string key = @"HKLM\SOFTWARE\Policies\Microsoft\Windows\WinRM\Service";
        Assert.Equal("1", Value(facts, key + "!AllowBasic"));
        Assert.Equal("default", Value(facts, key + "!"));
        Assert.Equal(@"a\b", Value(facts, key + "!Quoted\"Name"));
        Assert.Equal("a,b", Value(facts, key + "!List"));
        Assert.Equal(Standing.Removed, facts.Single(fact => fact.Subject == key + "!Gone").Standing);
    }

    [Theory]
    [InlineData("[HKEY_LOCAL_MACHINE\\x"), InlineData("\"a\"=dword:1"), InlineData("[x]\n\"a\"=dword:xyz"), InlineData("[x]\n\"a"),
        InlineData("[x]\n\"a\"=hex(7:00"), InlineData("[x]\n\"a\"=hex:zz"), InlineData("[x]\nnothing"), InlineData("[x]\n\"a\" \"b\"")]
    public void A_slip_in_a_registry_file_is_named_with_its_line(string rest) => Assert.Contains(
        "line ", Assert.Throws<MalformedException>(() => RegistryFileReader.Read("REGEDIT4\n" + rest)).Message);

    [Theory]
    [InlineData("[Registry Values]\nMACHINE"), InlineData("[Registry Values]\nMACHINE\\x=4"), InlineData("[Registry Values]\nx=y,1"),
        InlineData("[open")]
    public void A_slip_in_a_template_is_named_with_its_line(string text) => Assert.Contains(
        "line ", Assert.Throws<MalformedException>(() => SecurityTemplateReader.Read(text, "x")).Message);

    [Fact]
    public void Other_files_are_not_recognised()
    {
        Assert.Equal(OfflineFormat.Unknown, OfflineFile.Recognise("dc1\ndc2\n10.0.0.0/24\n"u8));
        Assert.Equal(OfflineFormat.Unknown, OfflineFile.Recognise([]));
        Assert.Equal(OfflineFormat.Unknown, OfflineFile.Recognise([0xff, 0xfe]));
        Assert.Throws<MalformedException>(() => OfflineFile.Read(OfflineFormat.Unknown, [], "x"));
    }

    private static string Value(IReadOnlyList<Fact> facts, string subject) => facts.Single(fact => fact.Subject == subject).Value;

    private static byte[] Bytes(string text, string encoding)
    {
        var by = Encoding.GetEncoding(encoding);
        return [.. by.GetPreamble(), .. by.GetBytes(text)];
    }
}
