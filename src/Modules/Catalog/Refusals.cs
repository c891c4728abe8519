namespace Feria.Catalog;

/// <summary>Every "no" the catalogue can say.</summary>
public static class Refusals
{
    public static readonly Refusal CategoryNotFound =
        new(404, "category_not_found", "There is no such category.");
    public static readonly Refusal CategoryChanged =
        new(409, "category_changed", "Somebody changed the category meanwhile. Look at it as it is now.");
    public static readonly Refusal CategoryTooDeep =
        new(422, "category_too_deep", "The tree would be deeper than eight levels.");
    public static readonly Refusal CategoryUnderItself =
        new(422, "category_under_itself", "A category cannot stand under itself, nor go into what stands under it.");
    public static readonly Refusal CategoryNotEmpty =
        new(409, "category_not_empty", "Products or categories stand in it. Move them, or merge it into another.");
    public static readonly Refusal AttributeKindFixed =
        new(409, "attribute_kind_fixed", "Products say this attribute already, as another kind of value.");
    public static readonly Refusal AttributeChoicesWrong =
        new(422, "attribute_choices_wrong", "Only a text is one of some choices, each of 1 to 100 characters.");
    public static readonly Refusal AttributeMissing =
        new Refusal(422, "attribute_missing", "A listing in this category has to say this attribute.").At("attributes");
    public static readonly Refusal AttributeValueUnknown =
        new Refusal(422, "attribute_value_unknown", "The value is none of those to choose from.").At("attributes");
    public static readonly Refusal ProductNotFound =
        new(404, "product_not_found", "There is no such product.");

    public static readonly Refusal StoreNotFound =
        new(404, "store_not_found", "There is no such store.");
    public static readonly Refusal SkuNotFound =
        new(404, "sku_not_found", "The store has no offer with this SKU.");
    public static readonly Refusal WrongCurrency =
        new(422, "wrong_currency", "The store sells in another currency.");
    public static readonly Refusal SkuTaken =
        new(409, "sku_taken", "Another product of the store has this SKU.");
    public static readonly Refusal DuplicateProduct =
        new(422, "duplicate_product", "The same product is listed twice.");
    public static readonly Refusal DuplicateVariant =
        new(422, "duplicate_variant", "Two variants have the same options.");
    public static readonly Refusal StockBelowReserved =
        new(409, "stock_below_reserved", "Units are reserved for buyers, so there cannot be fewer on hand.");

    public static readonly Refusal ListingNotFound =
        new(404, "listing_not_found", "The store has no such listing.");
    public static readonly Refusal ListingNotKept =
        new(409, "listing_not_kept", "Another store describes this product; change your own offer of it.");
    public static readonly Refusal ListingChanged =
        new(409, "listing_changed", "Somebody changed the listing meanwhile. Look at it as it is now.");
    public static readonly Refusal ListingRemoved = new(409, "listing_removed",
        "The platform took this product out of sight. What was decided stands at your desk, under Decisions.");
    public static readonly Refusal ChangeNotFound =
        new(404, "change_not_found", "There is no such change of this listing.");
    public static readonly Refusal ChangeEnded =
        new(409, "change_ended", "The change no longer waits: it was withdrawn, replaced or decided meanwhile.");
    public static readonly Refusal ChangeConflicts =
        new(409, "change_conflicts", "The listing was changed meanwhile where this would change it.");
    public static readonly Refusal StoreNotApproved =
        new(409, "store_not_approved", "The store lists products once it is approved.");
    public static readonly Refusal PictureUnknown =
        new(422, "picture_unknown", "A picture was not sent here, or too long ago. Send it first.");
    public static readonly Refusal VariantNotFound =
        new(404, "variant_not_found", "There is no such variant for sale.");
    public static readonly Refusal OfferChanged =
        new(409, "offer_changed", "A price changed meanwhile. Look at it as it is now.");
    public static readonly Refusal OfferTwice =
        new(422, "offer_twice", "The same SKU stands there twice.");

    public static readonly Refusal ReductionUnclear =
        new Refusal(422, "reduction_unclear", "Say one of a percentage, an amount off, or the price.").At("percentOff");
    public static readonly Refusal PriceNotLower =
        new(422, "price_not_lower", "The price would not be lower than it is now.");
    public static readonly Refusal ScheduleTimesWrong =
        new Refusal(422, "schedule_times_wrong",
            "It begins within a year, and lasts an hour at least and a year at most.").At("until");
    public static readonly Refusal ScheduleOverlaps =
        new(409, "schedule_overlaps", "Another price of this offer is planned for that time. End it first.");
    public static readonly Refusal ScheduleNotFound =
        new(404, "schedule_not_found", "The store has no such planned price.");

    public static readonly Refusal SheetNotFound =
        new(404, "sheet_not_found", "The store has no such file or bulk edit; they are kept for thirty days.");
    public static readonly Refusal SheetTooLarge =
        new(413, "sheet_too_large", "At most 5 MB, 60 columns, 5,000 rows, 2,000 pictures to fetch. Send it in parts.");
    public static readonly Refusal SheetEmpty =
        new(422, "sheet_empty", "The file has no rows under its header.");
    public static readonly Refusal SheetColumnsWrong =
        new(422, "sheet_columns_wrong", "Say of each column of the file what it means, in their order.");
    public static readonly Refusal SheetFieldUnknown =
        new(422, "sheet_field_unknown", "There is no such field.");
    public static readonly Refusal SheetFieldTwice =
        new(422, "sheet_field_twice", "Two columns cannot say the same.");
    public static readonly Refusal SheetSkuMissing =
        new(422, "sheet_sku_missing", "Say which column holds the SKU: by it a row is known.");
    public static readonly Refusal SheetSaysNothing =
        new(422, "sheet_says_nothing", "Say of one column besides the SKU what it means.");
    public static readonly Refusal SheetBusy =
        new(409, "sheet_busy", "It or another one is being worked on; wait until that is done.") { RetryAfter = 2 };
    public static readonly Refusal SheetNotChecked =
        new(409, "sheet_not_checked", "It was not checked, or nothing of it is left to be applied.");
    public static readonly Refusal SheetNotApplied =
        new(409, "sheet_not_applied", "Nothing of it was applied.");
    public static readonly Refusal SheetFaultless =
        new(409, "sheet_faultless", "None of its rows failed.");
    public static readonly Refusal EditSaysNothing =
        new(422, "edit_says_nothing", "Say what is to change.");
    public static readonly Refusal EditPriceUnclear =
        new(422, "edit_price_unclear", "Change prices by a percentage or by an amount, not both.");

    public static readonly Refusal RowTorn =
        new(422, "row_torn", "The row cannot be read: a quote is missing, a cell too long, or one too many.");
    public static readonly Refusal RowSkuMissing =
        new(422, "row_sku_missing", "The row has no SKU.");
    public static readonly Refusal RowTitleMissing =
        new(422, "row_title_missing", "A new listing needs a title.");
    public static readonly Refusal RowPriceMissing =
        new(422, "row_price_missing", "What is new needs a price.");
    public static readonly Refusal RowContradicts =
        new(422, "row_contradicts", "Another row of the same listing says otherwise.");
    public static readonly Refusal RowsIncomplete =
        new(422, "rows_incomplete", "Another row of the same new listing was refused.");
    public static readonly Refusal CellMalformed =
        new(422, "cell_malformed", "The cell does not hold what its column says.");
    public static readonly Refusal ChangedMeanwhile =
        new(409, "changed_meanwhile", "It was changed since; it stays as it is.");
    public static readonly Refusal BoughtMeanwhile =
        new(409, "bought_meanwhile", "Somebody bought it; it stays, paused where the whole listing was new.");

    public static readonly Refusal ImportFileMissing =
        new(422, "import_file_missing", "The file is not there or may not be read.");
    public static readonly Refusal ImportFileEmpty =
        new(422, "import_file_empty", "The file has no header.");
    public static readonly Refusal ImportFileNotText =
        new(422, "import_file_not_text", "The file is no CSV. Save the spreadsheet as CSV; only CSV may be gzipped.");
    public static readonly Refusal ImportEncodingUnknown =
        new(422, "import_encoding_unknown", "There is no encoding of this name; windows-1252 and iso-8859-1 are two.");
    public static readonly Refusal ImportEncodingWrong =
        new(422, "import_encoding_wrong",
            "Some bytes of the file are no text in this encoding. Save it as UTF-8, or name it in a mapping.");
    public static readonly Refusal ImportMappingMalformed =
        new(422, "import_mapping_malformed", "The mapping is not JSON of the expected shape.");
    public static readonly Refusal ImportColumnMissing =
        new(422, "import_column_missing", "The file does not have a column that is asked for.");
    public static readonly Refusal ImportIdMissing =
        new(422, "import_id_missing", "No column says which product a row is. Name it in a mapping as id.");
    public static readonly Refusal ImportTitleMissing =
        new(422, "import_title_missing", "No column has the products' titles. Name it in a mapping as title.");
    public static readonly Refusal ImportCurrencyMissing =
        new(422, "import_currency_missing", "Nothing says the currency of the prices. Name it with --currency.");
    public static readonly Refusal ImportCurrencyUnknown =
        new(422, "import_currency_unknown", "There is no such currency; codes are those of ISO 4217.");
    public static readonly Refusal ImportCurrencyContradicted =
        new(422, "import_currency_contradicted", "The prices are in another currency than the file or the store says.");
    public static readonly Refusal ImportStoreNotFound =
        new(422, "import_store_not_found", "There is no store at this address.");
    public static readonly Refusal ImportSourceMalformed =
        new(422, "import_source_malformed", "A source is named by 1 to 60 lower-case letters, digits and hyphens.");
    public static readonly Refusal ImportTooLarge =
        new(422, "import_too_large", "The file has more rows than one import takes.");
    public static readonly Refusal ImportBusy =
        new(409, "import_busy", "Another import of this source is running.") { RetryAfter = 30 };
}
