using System.Text;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>
/// RFC 7303 3: what says in which character set an envelope is. A byte order mark comes first, then the Content-Type, then the declaration.
/// </summary>
public sealed class EnvelopeEncodingTests
{
    private static readonly Encoding Utf8 = new UTF8Encoding(true), Little = new UnicodeEncoding(false, true),
        Big = new UnicodeEncoding(true, true);
    private static readonly string?[] Names = [null, "utf-8", "us-ascii", "utf-16", "utf-16le", "utf-16be", "\"UTF-16\""],
        Declared = [null, "utf-8", "UTF-16", "utf-16le", "iso-8859-1"];

    /// <summary>
    /// Every combination: how it is encoded, with a mark or without, what the Content-Type says, what the declaration says; and whether it
    /// can be read.
    /// </summary>
    public static TheoryData<string, bool, string?, string?, bool> All
    {
        get
        {
            var all = new TheoryData<string, bool, string?, string?, bool>();
            foreach (var encoding in (string[])["utf-8", "utf-16le", "utf-16be"])
                foreach (var hasMark in (bool[])[true, false])
                    foreach (var name in Names)
                        foreach (var declared in Declared)
                        {
                            var plain = name?.Trim('"').ToLowerInvariant();
                            // Where nothing outranks the declaration it must be true: a family is enough for UTF-16 ([XML] 4.3.3).
                            var fits = declared is null
                                || (declared.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase)
                                ? encoding.StartsWith("utf-16", StringComparison.Ordinal) && (declared.Length == 6 || declared == encoding)
                                : declared == encoding);
                            var named = plain is "us-ascii" ? "utf-8" : plain;
                            all.Add(encoding, hasMark, name, declared,
                                hasMark || (named is null ? fits : named == encoding || (named == "utf-16" && encoding != "utf-8")));
                        }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_mark_counts_first_then_the_content_type_then_the_declaration(
        string encoding, bool hasMark, string? name, string? declared, bool isRead)
    {
        var writer = encoding switch { "utf-8" => Utf8, "utf-16le" => Little, _ => Big };
        var text = TestService.Envelope(
            TestService.Item + "/Echo", TestService.Item,
            $"<i:Echo_INPUT xmlns:i=\"{TestService.Item}\"><i:Text>größer 関守</i:Text></i:Echo_INPUT>");
        if (declared is not null) text = $"<?xml version=\"1.0\" encoding='{declared}' standalone=\"yes\" ?>\r\n{text}";
        byte[] bytes = [.. hasMark ? writer.GetPreamble() : [], .. writer.GetBytes(text)];
        var sent = bytes.ToArray();
        var service = new TestService();
        var reply = new Reply(await service.Service.AnswerAsync(bytes, bytes.Length, TestService.Administrator, default, named: name));
        // What is recorded is what came.
        Assert.Equal(sent, bytes);
        if (isRead)
        {
            Assert.Equal(("", "größer 関守"),
                (reply.FaultName, reply.Document.Descendants((System.Xml.Linq.XNamespace)TestService.Item + "Text").Single().Value));
            Assert.Equal(encoding != "utf-8", reply.Bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..]);
        }
        else
        {
            Assert.Contains(reply.FaultName, (string[])["EncodingLimit", "SchemaValidationError"]);
        }
    }

    [Theory]
    [InlineData("<?xml?>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"\"?>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-16\" encoding=\"utf-8\"?>")]
    [InlineData("<?xml encoding=\"utf-16\" version=\"1.0\"?>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-16\"")]
    [InlineData("<?xml version=\"1.0\"encoding=\"utf-16\"?>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-16\" ?><?xml version=\"1.0\"?>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-16\" other=\"1\"?>")]
    public async Task A_declaration_that_is_none_is_refused_whatever_the_content_type_says(string declaration)
    {
        var bytes = Encoding.UTF8.GetBytes(declaration + Requests.All["get"]);
        Assert.Equal("SchemaValidationError",
            new Reply(
            await new TestService().Service.AnswerAsync(
            bytes, bytes.Length, TestService.Administrator, default, named: "utf-8")).FaultName);
    }
}
