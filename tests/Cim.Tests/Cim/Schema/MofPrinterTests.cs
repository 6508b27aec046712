using Sekimori.Cim.Schema;

namespace Sekimori.Cim.Tests;

public class MofPrinterTests
{
    [Fact]
    public void A_class_is_printed_with_what_it_declares_itself() => Assert.Equal("""
        [dynamic, provider ("Sekimori")]
        class Test_Greeting : Test_Base
        {
          [key] string Name;
          [Units ("seconds")] uint32 Age;
          uint16 Numbers[];
          Test_Options Options;
          uint32 Greet([in] string Who, [in] Test_Options Options, [out] string Text, [out] uint32 Count);
          [static] uint32 Wait([in] uint32 Milliseconds);
        };

        """, MofPrinter.Print(Greeting.Definition));

    [Fact]
    public void An_abstract_class_says_so() =>
        Assert.Equal("[abstract]\nclass Test_Base\n{\n  string Caption;\n};\n", MofPrinter.Print(TestBase.Definition));
}
