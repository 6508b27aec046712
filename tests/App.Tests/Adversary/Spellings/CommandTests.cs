using Sekimori.Adversary.Tests.Kit;

namespace Sekimori.Adversary.Tests.Spellings;

/// <summary>Shells and the commands in them, however they are written.</summary>
[Trait("Size", "Large")]
public sealed class CommandTests(Gates gates) : SpellingTests(gates)
{
    private const string Data = "Spellings/command.yaml";

    public static TheoryData<string> Shells => [.. Spelling.Read(Data).Where(row => row["base"] == "shell").Select(row => row.Name)];

    public static TheoryData<string> Names => Spelling.Sample(Data);

    [Theory]
    [MemberData(nameof(Shells))]
    public Task A_shell_that_may_not_be_opened_is_not(string name) =>
        IsDeniedAsync(Spelling.Find(Data, name), "shell", "no-shells one-class");

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_command_that_runs_is_on_record(string name) => IsRecordedAsync(Spelling.Find(Data, name), "command");
}
