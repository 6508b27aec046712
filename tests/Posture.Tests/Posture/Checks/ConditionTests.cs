using Sekimori.Posture.Checks;

namespace Sekimori.Posture.Tests.Posture.Checks;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("Is", "0", "0", true), InlineData("Is", "0", "false", true), InlineData("Is", "1", "TRUE", true),
        InlineData("Is", "0", "1", false)]
    [InlineData("Is", "Y", "y", true), InlineData("Is", "0", "", false), InlineData("IsNot", "0", "1", true),
        InlineData("IsNot", "0", "0", false)]
    [InlineData("Least", "5", "5", true), InlineData("Least", "5", "3", false), InlineData("Least", "5", "many", null)]
    [InlineData("Most", "300", "0x12c", true), InlineData("Most", "300", "301", false)]
    [InlineData("Bits", "0x20080000", "537395200", true), InlineData("Bits", "0x20080000", "536870912", false)]
    [InlineData("Empty", "", " ", true), InlineData("Empty", "", "O:BAG", false)]
    public void A_value_is_compared(string kind, string wanted, string value, bool? expected) =>
        Assert.Equal(expected, new Condition(Enum.Parse<ConditionKind>(kind), wanted).Evaluate(value));
}
