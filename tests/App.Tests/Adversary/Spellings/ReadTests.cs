using Sekimori.Adversary.Tests.Kit;

namespace Sekimori.Adversary.Tests.Spellings;

/// <summary>Processes and users of the host, by whatever way a request comes to them.</summary>
[Trait("Size", "Large")]
public sealed class ReadTests(Gates gates) : SpellingTests(gates)
{
    private const string Data = "Spellings/read.yaml";

    public static TheoryData<string> Names => Spelling.Sample(Data);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Objects_that_may_not_be_read_are_not(string name) =>
        IsDeniedAsync(Spelling.Find(Data, name), "enumerate", "no-process one-class");

    [Theory]
    [MemberData(nameof(Names))]
    public Task Objects_that_are_read_are_on_record(string name) => IsRecordedAsync(Spelling.Find(Data, name), "enumerate");
}
