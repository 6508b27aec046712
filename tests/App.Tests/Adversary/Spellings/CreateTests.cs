using Sekimori.Adversary.Tests.Kit;

namespace Sekimori.Adversary.Tests.Spellings;

/// <summary>Win32_Process.Create, however it is written.</summary>
[Trait("Size", "Large")]
public sealed class CreateTests(Gates gates) : SpellingTests(gates)
{
    private const string Data = "Spellings/create.yaml";

    public static TheoryData<string> Names => Spelling.Sample(Data);

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_process_that_may_not_be_created_is_not(string name) =>
        IsDeniedAsync(Spelling.Find(Data, name), "create", "no-create no-process one-class");

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_process_that_is_created_is_on_record(string name) => IsRecordedAsync(Spelling.Find(Data, name), "create");
}
