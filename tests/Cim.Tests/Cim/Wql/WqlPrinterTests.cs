using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Cim.Wql;

namespace Sekimori.Cim.Tests.Wql;

/// <summary>What goes on to another host is what was read: the same query for every reader.</summary>
public class WqlPrinterTests
{
    [Theory]
    [InlineData("select * from A", "SELECT * FROM A")]
    [InlineData("SELECT a,b.c , __PATH FROM A", "SELECT a, b.c, __PATH FROM A")]
    [InlineData("SELECT * FROM A WHERE a=1 AND b<>-2.5 AND c=true and d != NULL",
        "SELECT * FROM A WHERE a = 1 AND b <> -2.5 AND c = TRUE AND d <> NULL")]
    [InlineData("SELECT * FROM A WHERE 18446744073709551615 >= a", "SELECT * FROM A WHERE 18446744073709551615 >= a")]
    [InlineData("SELECT * FROM A WHERE a='x' or b='y' and not (c='z' or d is not null)",
        "SELECT * FROM A WHERE a = \"x\" OR (b = \"y\" AND NOT (c = \"z\" OR d IS NOT NULL))")]
    [InlineData("SELECT * FROM A WHERE (((a = 1)))", "SELECT * FROM A WHERE a = 1")]
    [InlineData("SELECT * FROM A WHERE a not like '%[^x]\\_'", "SELECT * FROM A WHERE NOT a LIKE \"%[^x]\\\\_\"")]
    [InlineData("SELECT * FROM A WHERE t ISA \"B\"", "SELECT * FROM A WHERE t ISA \"B\"")]
    [InlineData("SELECT * FROM A WHERE a = 'it\\'s \\\\ \"x\"'", "SELECT * FROM A WHERE a = \"it's \\\\ \\\"x\\\"\"")]
    [InlineData("SELECT * FROM A WHERE a = \"' OR 1 = 1\"", "SELECT * FROM A WHERE a = \"' OR 1 = 1\"")]
    public void A_query_is_written_in_one_form_and_reads_the_same(string sent, string written)
    {
        var query = Assert.IsType<WqlQuery.Select>(Parse(sent));
        Assert.Equal(written, WqlPrinter.Print(query));
        Assert.Equal(written, WqlPrinter.Print((WqlQuery.Select)Parse(written)));
        Assert.StartsWith("SELECT * FROM A", WqlPrinter.Print(query, isWhole: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Relations_are_written_with_their_clauses()
    {
        const string Query = "ASSOCIATORS OF {A.Name=\"x} WHERE KeysOnly\"} WHERE AssocClass = B ResultClass = C Role = d ResultRole = e " +
            "RequiredQualifier = f RequiredAssocQualifier = g KeysOnly";
        var related = Assert.IsType<WqlQuery.Related>(Parse(Query));
        Assert.Equal(Query, WqlPrinter.Print(related, related.Path));
        related = Assert.IsType<WqlQuery.Related>(Parse("references of {//host/root/x:A.Name='x'}"));
        Assert.Equal("REFERENCES OF {A.Name=\"x\"}", WqlPrinter.Print(related, related.Path));
    }

    [Fact]
    public void Conditions_are_written_as_deep_as_they_are_read()
    {
        var deep = string.Concat(Enumerable.Repeat("NOT (", 60)) + "a = 1" + new string(')', 60);
        var written = WqlPrinter.Print((WqlQuery.Select)Parse($"SELECT * FROM A WHERE {deep}"));
        Assert.Equal(written, WqlPrinter.Print((WqlQuery.Select)Parse(written)));
    }

    private static WqlQuery Parse(string query) => WqlParser.Parse(query, new CimLimits());
}
