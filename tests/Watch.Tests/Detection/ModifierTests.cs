using Sekimori.Detection.Events;
using Sekimori.Detection.Sigma;

namespace Sekimori.Detection.Tests;

/// <summary>Each modifier of Sigma 2.1's appendix, one line of a selection against one value.</summary>
public class ModifierTests
{
    [Theory]
    // Escape character: a backslash before another, before "*" and before "?".
    [InlineData(@"F: 'C:\Users\x'", @"C:\Users\x", true)]
    [InlineData(@"F: 'C:\\Users\\x'", @"C:\Users\x", true)]
    [InlineData(@"F: 'C:\*'", "C:*", true)]
    [InlineData(@"F: 'C:\*'", @"C:\a", false)]
    [InlineData(@"F: 'C:\\*'", @"C:\a", true)]
    [InlineData(@"F: 'C:\\\*'", @"C:\*", true)]
    [InlineData(@"F: '\\\\host'", @"\\host", true)]
    // Encodings take the text that the value stands for.
    [InlineData(@"F|base64: 'C:\\Users\\x'", @"QzpcVXNlcnNceA==", true)]
    [InlineData(@"F|base64: 'C:\\Users\\x'", @"QzpcXFVzZXJzXFx4", false)]
    [InlineData(@"F|base64offset|contains: 'C:\\Users\\x'", "p ZGlyIEM6XFVzZXJzXHggJiB6", true)]
    [InlineData(@"F|wide|base64offset|contains: 'C:\\Users\\x'", "p ZABpAHIAIABDADoAXABVAHMAZQByAHMAXAB4ACAAJgAgAHoA", true)]
    [InlineData("F|utf16|base64: 'cmd'", "//5jAG0AZAA=", true)]
    [InlineData("F|utf16be|base64: 'cmd'", "AGMAbQBk", true)]
    [InlineData("F|utf16le|base64: 'cmd'", "YwBtAGQA", true)]
    [InlineData("F|wide|base64: '日本'", "5WUsZw==", true)]
    [InlineData("F|base64: 'é'", "w6k=", true)]
    // Every kind of dash, in any place where one starts a flag.
    [InlineData("F|windash|contains: ' -f'", "a /f", true)]
    [InlineData("F|windash|contains: ' /f'", "a –f", true)]
    [InlineData("F|windash|contains: ' -f'", "a —f", true)]
    [InlineData("F|windash|contains: ' -f'", "a ―f", true)]
    [InlineData("F|windash|contains|all: [' -f ', ' -g']", "a /f –g", true)]
    [InlineData("F|windash|contains: 'a-b'", "a/b", false)]
    // Numbers: 64 bits exactly, fractions, hexadecimal.
    [InlineData("F|gt: 9007199254740992", "9007199254740993", true)]
    [InlineData("F|lt: 18446744073709551615", "18446744073709551614", true)]
    [InlineData("F|gte: 18446744073709551615", "0xffffffffffffffff", true)]
    [InlineData("F|lt: 0.3", "0.29", true)]
    [InlineData("F|lte: -5", "-5", true)]
    [InlineData("F|gt: 5", "five", false)]
    [InlineData("F|gt: 1e300", "2e300", true)]
    // "?" is one character, be it two in UTF-16.
    [InlineData("F: 'a?b'", "a\U0001F600b", true)]
    [InlineData("F: 'a??b'", "a\U0001F600b", false)]
    [InlineData("F: '*??b'", "\U0001F600b", false)]
    [InlineData("F: 'a?b'", "ab", false)]
    [InlineData("F: 'a*?b'", "axyb", true)]
    // Networks.
    [InlineData("F|cidr: 10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("F|cidr: 10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("F|cidr: fd00::/8", "fd00::7", true)]
    [InlineData("F|cidr: 0.0.0.0/8", "1", false)]
    [InlineData("F|cidr: 10.0.0.0/8", "11.0.0.1", false)]
    // Regular expressions know capital letters, unless they say otherwise.
    [InlineData("F|re: 'a.c'", "xABCx", false)]
    [InlineData("F|re|i: 'a.c'", "xABCx", true)]
    [InlineData("F|re|s: 'a.c'", "a\nc", true)]
    [InlineData("F|re: 'a.c'", "a\nc", false)]
    [InlineData("F|re|m: '^c$'", "a\nc\nd", true)]
    // Presence, not value.
    [InlineData("F|exists: true", "", true)]
    [InlineData("F|exists: no", "x", false)]
    [InlineData("Other|exists: False", "x", true)]
    [InlineData("Other|exists: yes", "x", false)]
    // Comparison with another field, and its opposite.
    [InlineData("F|fieldref: Same", "value", true)]
    [InlineData("F|fieldref|startswith: Begin", "value", true)]
    [InlineData("F|fieldref|neq: Same", "value", false)]
    [InlineData("F|neq: [a, b]", "c", true)]
    [InlineData("F|neq: [a, b]", "b", false)]
    [InlineData("F|cased: Value", "value", false)]
    [InlineData("F|expand: 'adm_%who%'", "adm_bob", true)]
    [InlineData(@"F|expand: '\%plain%who%'", "%plainalice", true)]
    [InlineData("F|expand: '%who%-%who%'", "bob-alice", true)]
    [InlineData("F|expand: '%nobody%'", "%nobody%", false)]
    [InlineData("F: '%who%'", "%who%", true)]
    [InlineData("Threat Name|contains: evil", "x", true)]
    [InlineData("'|all': [val, x]", "value x", true)]
    [InlineData("'|base64offset|contains': 'C:\\\\Users'", "ZGlyIEM6XFVzZXJzXHggJiB6", true)]
    public void A_line_matches_what_its_modifiers_say(string line, string value, bool isMatch)
    {
        var placeholders = new Dictionary<string, IReadOnlyList<string>> { ["who"] = ["bob", "alice"] };
        var set = RuleSet.Read([("r.yml", Rule(line))], placeholders);
        var record = new RecordView();
        record.Add("Channel", "Security");
        record.Add("F", value);
        record.Add("Same", "value");
        record.Add("Begin", "val");
        record.Add("Threat Name", "an EVIL thing");
        Assert.Equal(isMatch, set.Rules[0].IsMatch(record));
    }

    [Theory]
    [InlineData("F|i: a", "requires 're'")]
    [InlineData("F|exists: perhaps", "neither true nor false")]
    [InlineData("F|gt: many", "is not a number")]
    [InlineData("F|cidr: 10.0.0.0/33", "is not a network")]
    [InlineData("F|nonsense: x", "not one of Sigma 2.1")]
    [InlineData("'|exists': true", "need a field")]
    public void A_line_that_means_nothing_is_refused_with_its_place(string line, string message)
    {
        var wrong = Assert.Throws<RuleException>(() => RuleSet.Read([("r.yml", Rule(line))]));
        Assert.StartsWith("r.yml:6:", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(message, wrong.Message);
    }

    private static string Rule(string line) =>
        $"title: t\nid: 1\nlogsource: {{ product: windows, service: security }}\ndetection:\n  selection:\n    {line}\n  condition: " +
        $"selection\n";
}
