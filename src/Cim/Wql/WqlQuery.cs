using Sekimori.Cim.Model;

namespace Sekimori.Cim.Wql;

/// <summary>A query as it is written ([MS-WMI] 2.2.1.1).</summary>
internal abstract record WqlQuery
{
    /// <summary>SELECT. No properties means all of them.</summary>
    public sealed record Select(IReadOnlyList<WqlOperand> Properties, string ClassName, int ClassPosition, WqlCondition? Where) : WqlQuery
    {
        /// <summary>The interval of an event query in seconds, and where it is written; null if there is none.</summary>
        public double? Within { get; init; }

        public int WithinPosition { get; init; }

        /// <summary>A schema query: its answer is classes.</summary>
        public bool IsSchema => ClassName.Equals("meta_class", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>ASSOCIATORS OF and REFERENCES OF. A class's name that is null was not given.</summary>
    public sealed record Related(bool References, CimObjectPath Path, int PathPosition) : WqlQuery
    {
        public string? AssocClass { get; set; }

        public string? ResultClass { get; set; }

        public string? Role { get; set; }

        public string? ResultRole { get; set; }

        public string? RequiredQualifier { get; set; }

        public string? RequiredAssocQualifier { get; set; }

        public bool KeysOnly { get; set; }

        public bool ClassDefsOnly { get; set; }

        public bool SchemaOnly { get; set; }
    }
}
