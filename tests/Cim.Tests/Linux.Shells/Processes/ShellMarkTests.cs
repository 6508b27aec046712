using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Shells.Tests;

public sealed class ShellMarkTests
{
    [Fact]
    public void A_number_that_is_in_use_is_never_given_to_another_keeper()
    {
        var numbers = new MarkNumbers();
        var taken = Enumerable.Range(0, ShellMark.MaxKeepers).Select(_ => numbers.Take()).ToHashSet();
        Assert.Equal(ShellMark.MaxKeepers, taken.Count);
        Assert.Equal(ShellFact.NoResources, Assert.Throws<ShellException>(() => numbers.Take()).Fact);
        numbers.Return(77);
        Assert.Equal(77, numbers.Take());
    }

    [Fact]
    public void Marks_of_two_keepers_and_of_two_commands_differ_up_to_the_last_and_none_is_made_after_it()
    {
        var (first, last) = (ShellMark.Of(5, 0), ShellMark.Of(5, ShellMark.MaxKeepers - 1));
        Assert.False(first.IsSameKeeper(last));
        Assert.NotEqual(last.Command(ShellMark.MaxCommands - 1), last.Command(ShellMark.MaxCommands));
        Assert.True(last.Command(ShellMark.MaxCommands).IsSameKeeper(last));
        Assert.True(last.Command(ShellMark.MaxCommands).IsOf(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => ShellMark.Of(5, ShellMark.MaxKeepers));
        Assert.Throws<ArgumentOutOfRangeException>(() => last.Command(ShellMark.MaxCommands + 1));
    }
}
