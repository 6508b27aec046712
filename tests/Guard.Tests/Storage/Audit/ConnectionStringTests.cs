using Sekimori.Storage.Audit;

namespace Sekimori.Storage.Tests.Audit;

public class ConnectionStringTests
{
    [Fact]
    public void What_a_database_says_of_itself_holds_no_password()
    {
        var database = AuditDatabase.Parse("Host=db.lab.test;Port=5433;Database=audit;Username=gate;Password=hunter2");
        Assert.Equal("PostgreSQL db.lab.test:5433/audit as gate", database.ToString());
        Assert.True(database.HasPassword);
        Assert.False(AuditDatabase.Parse("Host=db;Username=gate;Passfile=/etc/pgpass").HasPassword);
    }

    [Theory]
    [InlineData("Host=db;Password=a;hunter2")]
    [InlineData("Host=db;Password=a;hunter2=b")]
    [InlineData("Host=db;Port=hunter2")]
    [InlineData("Host=db;Port=-1;Password=hunter2")]
    [InlineData("postgresql://gate:hunter2@db/audit")]
    [InlineData("Username=gate;Password=hunter2")]
    [InlineData("")]
    public void A_string_that_cannot_be_used_is_refused_and_not_repeated(string text)
    {
        var wrong = Assert.Throws<FormatException>(() => AuditDatabase.Parse(text));
        Assert.DoesNotContain("hunter2", wrong.ToString());
    }
}
